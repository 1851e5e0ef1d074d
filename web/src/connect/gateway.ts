// The gateway that served this page, and what it says of itself.
import { createClient, get, type Network } from '@kula/client'
import { observable } from '../parts/observable'
import { whole } from './whole'

export const gateway = createClient()
export const network = observable<Network | null>(null)
/** Whether the gateway answered the last time. */
export const isReachable = observable(true)

const TIMES = { epoch: 0, phase: '', ends_at: 0, scored_at: 0, final_at: 0, paid_at: 0 }
const NETWORK = {
  ...{ chain_id: 0, addresses: { grants: '' }, licences: [''], epoch: 0, now: 0, parameters: {} },
  ...{ served: { model: 0, manifest: '' }, clock: TIMES, epochs: [TIMES], typical: [{ kind: '' }] },
}

let asking: Promise<Network> | null = null

/** Asks the gateway what it is; one question at a time. */
export function askNetwork(): Promise<Network> {
  asking ??= get(gateway, '/v1/network')
    .then(whole(NETWORK))
    .then((answer) => {
      network.set(answer)
      isReachable.set(true)
      return answer
    })
    .catch((error: Error) => {
      isReachable.set(false)
      throw error
    })
    .finally(() => {
      asking = null
    })
  return asking
}

/** What is known of the network, asked for if nothing is. */
export async function knownNetwork(): Promise<Network> {
  return network.get() ?? askNetwork()
}
