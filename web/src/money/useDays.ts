// What the owner's records earned by day.
import { listDays } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { whole } from '../connect/whole'
import { digits } from '../parts/isLike'
import { useObservable } from '../parts/observable'

const DAYS = [{ day: '', paid: digits, pending: digits, claimable: digits }]

export function useDays() {
  const owner = useObservable(session)?.owner
  const days = useQuery({
    queryKey: ['days', owner],
    enabled: owner !== undefined,
    queryFn: () => listDays(gateway, owner ?? '0x').then(whole(DAYS)),
  })
  return days.data ?? []
}
