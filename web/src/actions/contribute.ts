// Signs a record with the session key and sends it. The salt stays in this browser, with the receipt.
import { concat, type Hex, keccak256, toHex, zeroHash } from 'viem'
import { get, type Network, post, type Receipt } from '../api'
import { canonicalBytes } from '../canonical'
import type { Content } from '../content'
import { checkReceipt, nextSeq } from '../receipt'
import type { Session } from '../session'
import { nonceAt, type RecordMessage, signingDomain, types } from '../signed'

export interface Contributed {
  receipt: Receipt
  salt: Hex
}

export async function contribute(network: Network, session: Session, content: Content): Promise<Contributed> {
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)))
  const { now } = await get('/v1/network')
  const record: RecordMessage = {
    owner: session.owner,
    kind: content.kind,
    commitment: keccak256(concat([salt, toHex(canonicalBytes(content))])),
    licence: session.licence,
    parent: zeroHash,
    nonce: nonceAt(now, crypto.getRandomValues(new Uint32Array(1))[0] ?? 0),
  }
  const domain = signingDomain(network.chain_id, network.addresses.grants)
  const signature = await session.account.signTypedData({ domain, types, primaryType: 'Record', message: record })
  const body = {
    record: { ...record, nonce: record.nonce.toString() },
    grant: session.grant,
    signature,
    salt,
    content,
  }
  const answer = await post('/v1/records', body)
  if ('records' in answer) throw new Error('expected one receipt for one record')
  await checkReceipt(network, record, answer, await nextSeq(network))
  return { receipt: answer, salt }
}
