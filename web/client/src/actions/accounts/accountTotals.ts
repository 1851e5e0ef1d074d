// Asks for the sums over all records of an account, and its grants.

import type { Address } from 'viem'
import { type Client, get } from '../../http.ts'
import type { AccountStatus } from '../../shapes.ts'

export function accountTotals(client: Client, account: Address): Promise<AccountStatus> {
  return get(client, '/v1/accounts/{address}', account)
}
