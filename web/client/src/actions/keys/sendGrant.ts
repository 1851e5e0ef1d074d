// Registers a signed grant with the gateway. Resolves to its hash, and to its signature in the form that leaves cover.
import type { Hex } from 'viem'
import { type Client, post } from '../../http.ts'
import type { GrantKept } from '../../shapes.ts'
import type { Grant } from '../../signed.ts'

export async function sendGrant(client: Client, grant: Grant, signature: Hex): Promise<GrantKept> {
  const { licences, expiry, nonce, ...rest } = grant
  const sent = { ...rest, licences: [...licences], expiry: Number(expiry), nonce: nonce.toString() }
  return post(client, '/v1/grants', { grant: sent, signature })
}
