// Asks what an account's records earned by day of signing, newest first.
import type { Address } from 'viem'
import type { DaySums } from '../../accounts.ts'
import { type Client, getFrom } from '../../http.ts'

export async function listDays(client: Client, account: Address): Promise<DaySums[]> {
  return (await getFrom<{ days: DaySums[] }>(client, `/v1/accounts/${account}/days`)).days
}
