// Hands the proof of a broken receipt to another gateway, which accuses on its own account: no coin is needed.
import { type Client, post } from '../../http.ts'
import type { ReceiptPromise } from '../../promises.ts'
import type { Accusation } from '../../shapes.ts'

/** What proves that a receipt was broken; as JSON, a line of the file that `kula receipts` reads. */
export function proofOf({ receipt, leaf }: ReceiptPromise) {
  const { gateway, seq, record, last_epoch, signature } = receipt
  return { gateway, seq, record, last_epoch, signature, ...leaf }
}

/** `client` is that of the other gateway. Rejects with its Problem, such as `not-broken`, if it does not take the proof. */
export function accuseThrough(client: Client, promise: ReceiptPromise): Promise<Accusation> {
  return post(client, '/v1/accusations', proofOf(promise))
}
