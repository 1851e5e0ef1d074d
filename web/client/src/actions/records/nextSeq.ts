// Asks the chain for the first number that the gateway has not posted.

import type { Address } from 'viem'
import { call } from '../../call.ts'
import type { Network } from '../../shapes.ts'

export function nextSeq(network: Network): Promise<bigint> {
  return call(network, network.addresses.batches as Address, 'next_seq(address)', network.gateway)
}
