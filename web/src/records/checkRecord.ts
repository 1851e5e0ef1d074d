// Checks a record and its receipt with this machine's own arithmetic.
import type { Network, TraceStart } from '@kula/client'
import type { Item } from '../feedback/item'

export type Check = 'checking' | 'good' | 'wrong' | 'unknown'

export interface Checks {
  words: Check
  receipt: Check
}

export const noChecks: Checks = { words: 'checking', receipt: 'checking' }

export async function checkRecord(network: Network, item: Item | null, trace: TraceStart | null): Promise<Checks> {
  const { recordOf, verifyReceipt, verifyRecord } = await import('@kula/client/signing')
  let words: Check = 'unknown'
  if (item?.body) {
    const checked = await verifyRecord(network, item.body)
    const isKnown = !item.record || item.record === checked.hash
    const isOurs = !trace || checked.isSignedBy(trace.grant.key)
    words = checked.words && isKnown && isOurs ? 'good' : 'wrong'
  }
  const record = item?.body ? recordOf(item.body) : trace && { ...trace.record, nonce: BigInt(trace.record.nonce) }
  const receipt =
    item?.receipt ??
    (trace && {
      record: trace.hash,
      gateway: trace.gateway,
      seq: trace.seq,
      last_epoch: trace.last_epoch,
      signature: trace.receipt,
    })
  if (!record || !receipt) return { words, receipt: 'unknown' }
  const isGood = await verifyReceipt(network, record, receipt).then(
    () => true,
    () => false,
  )
  return { words, receipt: isGood ? 'good' : 'wrong' }
}
