// Asks the chain how much coin an account has, in units of 10^-18 KULA.

import type { Address } from 'viem'
import { call } from '../../call.ts'
import type { Network } from '../../shapes.ts'

export function balanceOf(network: Network, account: Address): Promise<bigint> {
  return call(network, network.addresses.token, 'balanceOf(address)', account)
}
