// A line of the file of receipts that `kula receipts` reads.
import type { ReceiptPromise } from '@kula/client'

export function receiptLine({ receipt, leaf }: ReceiptPromise): string {
  const { gateway, seq, record, last_epoch, signature } = receipt
  return `${JSON.stringify({ record, gateway, seq, last_epoch, signature, ...leaf })}\n`
}
