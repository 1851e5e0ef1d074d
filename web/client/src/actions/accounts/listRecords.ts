// Asks for a page of an account's records, newest first. The cursor is `next` of the page before.

import type { Address } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { Records } from '../../shapes.ts'

export function listRecords(client: Client, account: Address, cursor = ''): Promise<Records> {
  const from = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
  return getFrom(client, `/v1/accounts/${account}/records${from}`)
}
