// What the owner's records earned by day.
import { listDays } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { useObservable } from '../parts/observable'

export function useDays() {
  const owner = useObservable(session)?.owner
  const days = useQuery({
    queryKey: ['days', owner],
    enabled: owner !== undefined,
    queryFn: () => listDays(gateway, owner ?? '0x'),
  })
  return days.data ?? []
}
