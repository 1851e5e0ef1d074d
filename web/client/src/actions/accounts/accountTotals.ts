// Asks for the sums over all records of an account, and its grants.
import type { Address } from 'viem'
import type { AccountTotals } from '../../accounts.ts'
import { type Client, getFrom } from '../../http.ts'

export function accountTotals(client: Client, account: Address): Promise<AccountTotals> {
  return getFrom(client, `/v1/accounts/${account}`)
}
