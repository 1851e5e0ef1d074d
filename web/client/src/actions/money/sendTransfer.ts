// Has the gateway send a signed transfer. The same bytes may be sent again: the coin moves once. Resolves to the transaction.
import type { Hex } from 'viem'
import { type Client, post } from '../../http.ts'
import type { Transfer } from '../../transfer.ts'

export async function sendTransfer(client: Client, transfer: Transfer, signature: Hex): Promise<Hex> {
  const { value, fee, validAfter, validBefore, ...rest } = transfer
  const amounts = { value: `${value}`, fee: `${fee}`, validAfter: `${validAfter}`, validBefore: `${validBefore}` }
  return (await post(client, '/v1/transfers', { transfer: { ...rest, ...amounts }, signature })).transaction
}
