// Sends a signed record and checks its receipt. The same bytes may be sent any number of times.

import { type Client, post } from '../../http.ts'
import type { Network, PostRecord, Receipt } from '../../shapes.ts'
import type { RecordMessage } from '../../signed.ts'
import { nextSeq } from './nextSeq.ts'
import { verifyReceipt } from './verifyReceipt.ts'

export async function sendRecord(client: Client, network: Network, body: PostRecord): Promise<Receipt> {
  const answer = await post(client, '/v1/records', body)
  if ('records' in answer) throw new Error('expected one receipt for one record')
  // A chain that does not answer is no reason to doubt a receipt whose signature holds.
  const posted = await nextSeq(network).catch(() => undefined)
  await verifyReceipt(network, recordOf(body), answer, posted)
  return answer
}

export function recordOf(body: PostRecord): RecordMessage {
  return { ...body.record, nonce: BigInt(body.record.nonce) } as RecordMessage
}
