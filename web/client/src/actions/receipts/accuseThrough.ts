// Hands the proof of a broken receipt to another gateway, which accuses on its own account: no coin is needed.
import { type Client, post } from '../../http.ts'
import type { ReceiptPromise } from '../../promises.ts'
import type { Accusation } from '../../shapes.ts'

/** `client` is that of the other gateway. Rejects with its Problem, such as `not-broken`, if it does not take the proof. */
export function accuseThrough(client: Client, { receipt, leaf }: ReceiptPromise): Promise<Accusation> {
  const { gateway, seq, record, last_epoch, signature } = receipt
  return post(client, '/v1/accusations', { gateway, seq, record, last_epoch, signature, ...leaf })
}
