// What the gateway knows of the owner's account: the sums over all records. A stream tells when they change.
import { accountTotals } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { whole } from '../connect/whole'
import { digits } from '../parts/isLike'
import { useObservable } from '../parts/observable'
import { isLive } from './live'

/** How often the page asks while no stream is open, in milliseconds. */
export const SELDOM = 120_000

const TOTALS = {
  records: {},
  earned: digits,
  paid: digits,
  pending: digits,
  claimable: digits,
  grants: [{ key: '', expiry: 0 }],
}

export function useAccount() {
  const owner = useObservable(session)?.owner
  const live = useObservable(isLive)
  return useQuery({
    queryKey: ['account', owner],
    enabled: owner !== undefined,
    queryFn: () => accountTotals(gateway, owner ?? '0x').then(whole(TOTALS)),
    refetchInterval: live ? false : SELDOM,
  })
}
