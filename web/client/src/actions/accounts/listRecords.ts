// Asks for a page of an account's records, newest first. The cursor is `next` of the page before.

import type { Address } from 'viem'
import { type Client, getFrom } from '../../http.ts'
import type { Kind, Network, RecordStatus, Records } from '../../shapes.ts'

export interface RecordFilter {
  state?: RecordStatus['state']
  kind?: Kind
}

/** With a network it checks every receipt of the page, and rejects with BadProof if one proves nothing. */
export async function listRecords(
  client: Client,
  account: Address,
  cursor = '',
  network?: Network,
  filter: RecordFilter = {},
): Promise<Records> {
  const query = new URLSearchParams({ ...(cursor ? { cursor } : {}), ...filter })
  const path = `/v1/accounts/${account}/records`
  const page = await getFrom<Records>(client, query.size ? `${path}?${query}` : path)
  // The cryptography comes only to those that check.
  if (network) await (await import('../../signing.ts')).verifyReceipts(network, page.records)
  return page
}
