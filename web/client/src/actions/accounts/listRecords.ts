// Asks for a page of an account's records, newest first. The cursor is `next` of the page before.

import type { Address } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { Network, Records } from '../../shapes.ts'

/** With a network it checks every receipt of the page, and rejects with BadProof if one proves nothing. */
export async function listRecords(client: Client, account: Address, cursor = '', network?: Network): Promise<Records> {
  const from = cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''
  const page = await getFrom<Records>(client, `/v1/accounts/${account}/records${from}`)
  // The cryptography comes only to those that check.
  if (network) await (await import('../../signing.ts')).verifyReceipts(network, page.records)
  return page
}
