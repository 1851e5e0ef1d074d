// A receipt as it proves that it was broken: what another gateway takes, and a line of the file that `kula receipts` reads.
import type { ReceiptPromise } from '@kula/client'

export function proofOf({ receipt, leaf }: ReceiptPromise): object {
  const { gateway, seq, record, last_epoch, signature } = receipt
  return { record, gateway, seq, last_epoch, signature, ...leaf }
}

export function receiptLine(promise: ReceiptPromise): string {
  return `${JSON.stringify(proofOf(promise))}\n`
}
