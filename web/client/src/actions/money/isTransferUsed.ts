// Asks the chain whether a signed transfer has been made, so that it cannot be made again.

import { call } from '../../call.ts'
import type { Network } from '../../shapes.ts'
import type { Transfer } from '../../transfer.ts'

export async function isTransferUsed(network: Network, { from, nonce }: Transfer): Promise<boolean> {
  return (await call(network, network.addresses.token, 'authorizationState(address,bytes32)', from, nonce)) !== 0n
}
