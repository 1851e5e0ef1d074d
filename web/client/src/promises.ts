// A gateway's promise to post a record, and what the chain says of it.
import { type Address, concat, encodeAbiParameters, type Hex, hashTypedData, keccak256, parseAbiParameters } from 'viem'
import type { Network, Receipt } from './shapes.ts'
import { domainOf, types } from './signed.ts'

/** What became of a promise, in the words of `kula receipts`. */
export type PromiseState = 'waiting' | 'late' | 'kept' | 'broken' | 'accused' | 'convictable' | 'settled'

/** The parts of the record's leaf that only its author knows. */
export interface LeafParts {
  pay_to: Address
  signatures_hash: Hex
}

export interface ReceiptPromise {
  receipt: Receipt
  /** Without them, any leaf under the number counts as the record's. */
  leaf?: LeafParts | undefined
}

const RECEIPT = '(address,uint64,bytes32,uint32)'

export function leafParts(payTo: Address, grantSignature: Hex, signature: Hex): LeafParts {
  return { pay_to: payTo, signatures_hash: keccak256(concat([grantSignature, signature])) }
}

export function receiptDigest(network: Network, { gateway, seq, record, last_epoch }: Receipt): Hex {
  const message = { gateway, seq: BigInt(seq), record, lastEpoch: last_epoch }
  return hashTypedData({ domain: domainOf(network), types, primaryType: 'Receipt', message })
}

/** The receipt as an argument of Gateways, with further arguments. */
export function receiptArguments(receipt: Receipt, more = '', ...values: Hex[]): { signature: string; data: Hex } {
  const signature = [RECEIPT, more].filter(Boolean).join(',')
  const { gateway, seq, record, last_epoch } = receipt
  const first = [gateway, BigInt(seq), record, last_epoch]
  return { signature, data: encodeAbiParameters(parseAbiParameters(signature), [first, ...values] as never) }
}
