// Registers a signed grant with the gateway. Resolves to the grant's hash.
import type { Hex } from 'viem'
import { type Client, post } from '../../http.ts'
import type { Grant } from '../../signed.ts'

export async function sendGrant(client: Client, grant: Grant, signature: Hex): Promise<Hex> {
  const { licences, expiry, nonce, ...rest } = grant
  const sent = { ...rest, licences: [...licences], expiry: Number(expiry), nonce: nonce.toString() }
  return (await post(client, '/v1/grants', { grant: sent, signature })).grant
}
