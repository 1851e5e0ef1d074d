// What a contributor checks of a receipt, so that it can be used against the gateway: protocol/records/receipt.py.

import { type Address, type Hex, hashTypedData, isAddressEqual, recoverAddress, zeroAddress } from 'viem'
import { BadProof } from '../../http.ts'
import { receiptDigest } from '../../promises.ts'
import type { Network, Receipt, RecordStatus } from '../../shapes.ts'
import { domainOf, type RecordMessage, types } from '../../signed.ts'

// A gateway may have signed this many numbers that it has not posted.
export const MOST_AHEAD = 3_060n

/** Takes a record or its hash. Rejects with BadProof if the receipt could not be used. `posted`: the first number that is not on chain; without it no number is judged. */
export async function verifyReceipt(network: Network, record: RecordMessage | Hex, receipt: Receipt, posted?: bigint) {
  const hash = typeof record === 'string' ? record : hashOf(network, record)
  const signer = await signerOf(network, receipt).catch(() => zeroAddress)
  const ours = receipt.record === hash && isAddressEqual(receipt.gateway, network.gateway)
  if (!ours || !isAddressEqual(signer, network.gateway))
    throw new BadProof('the receipt proves nothing against the gateway')
  if (posted !== undefined && BigInt(receipt.seq) >= posted + MOST_AHEAD)
    throw new BadProof('the receipt has a number too far ahead')
}

function hashOf(network: Network, record: RecordMessage): Hex {
  return hashTypedData({ domain: domainOf(network), types, primaryType: 'Record', message: record })
}

async function signerOf(network: Network, receipt: Receipt): Promise<Address> {
  return recoverAddress({ hash: receiptDigest(network, receipt), signature: receipt.signature })
}

/** Rejects with BadProof unless each of an account's records carries a receipt that holds. */
export async function verifyReceipts(network: Network, records: RecordStatus[]): Promise<void> {
  for (const { record, receipt } of records) {
    if (!receipt) throw new BadProof('a record carries no receipt')
    await verifyReceipt(network, record, { ...receipt, record, gateway: network.gateway })
  }
}
