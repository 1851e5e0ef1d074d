// Checks a record and its receipt with this machine's own arithmetic.
import type { Network, Served, Trace, TraceStep } from '@kula/client'
import { gateway } from '../../connect/gateway'
import type { Item } from '../../feedback/item'

/** `untold`: the gateway did not say what would prove it. */
export type Check = 'checking' | 'untold' | Served

export interface Checks {
  words: Check
  receipt: Check
  /** The steps of the trace. One that is not there is not checked. */
  steps: Partial<Record<TraceStep['step'], Check>>
  /** The datasets and models of the trace, in its order. */
  later: Check[]
}

export const noChecks: Checks = { words: 'checking', receipt: 'checking', steps: {}, later: [] }

export async function checkRecord(network: Network, item: Item | null, trace: Trace | null): Promise<Checks> {
  const { recordOf, verifyReceipt, verifyRecord, verifyTrace } = await import('@kula/client/signing')
  const { verifyServed } = await import('@kula/client/actions/records/verifyServed')
  const proven = trace ? await verifyTrace(network, trace) : []
  const later = trace ? await verifyServed(gateway, network, trace, item?.body?.salt) : []
  const steps = Object.fromEntries((trace?.steps ?? []).map(({ step }, place) => [step, proven[place] ?? 'unknown']))
  let words: Check = 'untold'
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
  if (!record || !receipt) return { words, receipt: 'untold', steps, later }
  const isGood = await verifyReceipt(network, record, receipt).then(
    () => true,
    () => false,
  )
  return { words, receipt: isGood ? 'good' : 'wrong', steps, later }
}
