// Signs a record with a session key. The result is what is posted; sending it again gives the same receipt.

import { type Address, concat, type Hex, keccak256, type PrivateKeyAccount, toHex, zeroHash } from 'viem'
import { canonicalBytes } from '../../canonical.ts'
import type { Content } from '../../content.ts'
import type { Network, PostRecord } from '../../shapes.ts'
import { domainOf, nonceAt, type RecordMessage, types } from '../../signed.ts'

export interface SignOptions {
  owner: Address
  account: PrivateKeyAccount
  grant: Hex
  licence: string
  /** Block time, seconds: the record's signing time. */
  now: number
  content: Content
}

export async function signRecord(network: Network, options: SignOptions): Promise<PostRecord> {
  const { owner, account, grant, licence, now, content } = options
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)))
  const record: RecordMessage = {
    owner,
    kind: content.kind,
    commitment: keccak256(concat([salt, toHex(canonicalBytes(content))])),
    licence,
    parent: zeroHash,
    nonce: nonceAt(now, crypto.getRandomValues(new Uint32Array(1))[0] ?? 0),
  }
  const signature = await account.signTypedData({
    domain: domainOf(network),
    types,
    primaryType: 'Record',
    message: record,
  })
  return { record: { ...record, nonce: record.nonce.toString() }, grant, signature, salt, content }
}
