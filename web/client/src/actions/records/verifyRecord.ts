// Checks on this machine that a record holds exactly these words, and that its session key signed it.

import { concat, type Hex, hashTypedData, isAddressEqual, keccak256, recoverTypedDataAddress, toHex } from 'viem'
import { canonicalBytes } from '../../canonical.ts'
import type { Content } from '../../content.ts'
import type { Network, PostRecord } from '../../shapes.ts'
import { domainOf, types } from '../../signed.ts'
import { recordOf } from './sendRecord.ts'

export interface Checked {
  /** The commitment is the hash of salt and words. */
  words: boolean
  /** The record's hash is the one that the receipt names. */
  hash: Hex
  signer: Hex
  isSignedBy: (key: Hex) => boolean
}

export async function verifyRecord(network: Network, body: PostRecord): Promise<Checked> {
  const message = recordOf(body)
  const typed = { domain: domainOf(network), types, primaryType: 'Record', message } as const
  const signer = await recoverTypedDataAddress({ ...typed, signature: body.signature })
  const commitment = keccak256(concat([body.salt, toHex(canonicalBytes(body.content as Content))]))
  return {
    words: commitment === message.commitment,
    hash: hashTypedData(typed),
    signer,
    isSignedBy: (key) => isAddressEqual(key, signer),
  }
}
