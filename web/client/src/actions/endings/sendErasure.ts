// Has the gateway erase records, and checks its signed receipt. The same again gives what is erased by then.

import type { Address, Hex } from 'viem'
import { type Client, post } from '../../http.ts'
import { verifyErasure } from '../../opinions.ts'
import type { Erasure, Network, RoyaltyEnd } from '../../shapes.ts'

export interface ErasureOptions {
  message: { owner: Address; record: Hex; until: bigint }
  signature: Hex
  royalties?: RoyaltyEnd[]
}

export async function sendErasure(client: Client, network: Network, options: ErasureOptions): Promise<Erasure> {
  const { message, signature, royalties = [] } = options
  const { owner, record, until } = message
  const body = { owner, record, until: Number(until), signature, royalties }
  const erasure = await post(client, '/v1/erasures', body)
  await verifyErasure(network, erasure, owner, record)
  return erasure
}
