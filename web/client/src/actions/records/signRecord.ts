// Signs a record with a session key. The result is what is posted; sending it again gives the same receipt.
import { type Address, concat, type Hex, hashTypedData, keccak256, type PrivateKeyAccount, toHex, zeroHash } from 'viem'
import { canonicalBytes } from '../../canonical.ts'
import type { Content, Message } from '../../content.ts'
import { Problem } from '../../http.ts'
import { areSameWords } from '../../sameWords.ts'
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

/** Rejects with Problem `no-preference` for a choice between the same words, which gateways refuse. */
export async function signRecord(network: Network, options: SignOptions): Promise<PostRecord> {
  const { owner, account, grant, licence, now, content } = options
  if (content.kind === 'preference' && areSameWords(String(content.a), String(content.b)))
    throw new Problem('no-preference', 'both answers are the same words')
  const salt = toHex(crypto.getRandomValues(new Uint8Array(32)))
  const record: RecordMessage = {
    owner,
    kind: content.kind,
    commitment: commitmentOf(salt, content),
    licence,
    parent: parentOf(network, owner, content),
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

function commitmentOf(salt: Hex, content: Content): Hex {
  return keccak256(concat([salt, toHex(canonicalBytes(content))]))
}

// The record of the last correction from which the talk goes on: its hash follows from the talk.
function parentOf(network: Network, owner: Address, content: Content): Hex {
  const talk = (content.messages ?? []) as unknown as Message[]
  const place = talk.findLastIndex((message) => message.correction)
  const { content: corrected, correction } = talk[place] ?? {}
  if (!correction) return zeroHash
  const answered = { role: 'assistant', content: correction.content, answer: correction.answer }
  const messages = [...talk.slice(0, place), answered] as unknown as Content['messages']
  const { salt, licence, parent, nonce } = correction
  const commitment = commitmentOf(salt, { kind: 'correction', messages, corrected } as Content)
  const message = { owner, kind: 'correction', commitment, licence, parent, nonce: BigInt(nonce) } as const
  return hashTypedData({ domain: domainOf(network), types, primaryType: 'Record', message })
}
