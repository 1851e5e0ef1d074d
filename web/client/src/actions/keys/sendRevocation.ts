// Has the gateway relay an owner's signed end of a session key. Resolves to the transaction.
import type { Address, Hex } from 'viem'
import { type Client, post } from '../../http.ts'

export interface Revocation {
  owner: Address
  key: Address
  signature: Hex
}

export async function sendRevocation(client: Client, revocation: Revocation): Promise<Hex> {
  return (await post(client, '/v1/revocations', revocation)).transaction
}
