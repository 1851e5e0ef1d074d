// Asks for the session keys of an account, on all its devices.
import type { Address } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { AccountKey } from '../../shapes.ts'

export async function listKeys(client: Client, account: Address): Promise<AccountKey[]> {
  return (await getFrom<{ keys: AccountKey[] }>(client, `/v1/accounts/${account}/keys`)).keys
}
