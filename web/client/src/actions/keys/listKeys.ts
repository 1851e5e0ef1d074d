// Asks for the session keys of an account, on all its devices.

import type { Address } from 'viem'
import { type Client, get } from '../../http.ts'
import type { AccountKey } from '../../shapes.ts'

export async function listKeys(client: Client, account: Address): Promise<AccountKey[]> {
  return (await get(client, '/v1/accounts/{address}/keys', account)).keys
}
