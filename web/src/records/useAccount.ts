// What the gateway knows of the owner's account. Asked for more often while something is on its way; never while hidden.

import { type AccountStatus, get } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { useObservable } from '../parts/observable'

const SOON = 20_000
const LATER = 120_000

export function useAccount() {
  const owner = useObservable(session)?.owner
  return useQuery({
    queryKey: ['account', owner],
    enabled: owner !== undefined,
    queryFn: () => get(gateway, '/v1/accounts/{address}', owner),
    refetchInterval: ({ state }) => (isMoving(state.data) ? SOON : LATER),
  })
}

function isMoving(account: AccountStatus | undefined): boolean {
  return account?.records.some(({ state }) => state !== 'final' && state !== 'void') ?? true
}
