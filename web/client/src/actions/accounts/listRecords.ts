// Asks for a page of an account's records, newest first. The cursor is `next` of the page before.
import type { Address } from 'viem'
import type { RecordPage } from '../../accounts.ts'
import { type Client, getFrom } from '../../http.ts'

export function listRecords(client: Client, account: Address, cursor = ''): Promise<RecordPage> {
  const from = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
  return getFrom(client, `/v1/accounts/${account}/records${from}`)
}
