// Asks what an account's records earned by day of signing, newest first.

import type { Address } from 'viem'
import { type Client, get } from '../../http.ts'
import type { DaySums } from '../../shapes.ts'

export async function listDays(client: Client, account: Address): Promise<DaySums[]> {
  return (await get(client, '/v1/accounts/{address}/days', account)).days
}
