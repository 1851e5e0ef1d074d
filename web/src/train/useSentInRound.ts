// How many records the owner sent since the open round began.
import type { Network } from '@kula/client'
import { session } from '../connect/sessions'
import { outbox } from '../feedback/outbox'
import { useObservable } from '../parts/observable'

/** Of this device: what another one sent is not counted. */
export function useSentInRound(network: Network | null): number {
  const owner = useObservable(session)?.owner
  const items = Object.values(useObservable(outbox))
  if (!network || !owner) return 0
  const begun = (network.clock.ends_at - Number(network.parameters.open_seconds)) * 1_000
  return items.filter((item) => item.owner === owner && item.state === 'received' && (item.sent ?? 0) >= begun).length
}
