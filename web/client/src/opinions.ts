// What people sign about records that stand and about pairs, and what gateways sign in return: protocol/records/opinions.py.

import {
  type Address,
  concat,
  type Hex,
  hashTypedData,
  isAddressEqual,
  keccak256,
  recoverTypedDataAddress,
  toHex,
} from 'viem'
import { canonicalBytes } from './canonical.ts'
import type { Message, Outcome } from './content.ts'
import { BadProof } from './http.ts'
import type { Erasure, Network, PairOffer, Sources } from './shapes.ts'
import { domainOf } from './signed.ts'

export const opinionTypes = {
  TakeBack: [
    { name: 'owner', type: 'address' },
    { name: 'gateway', type: 'address' },
    { name: 'record', type: 'bytes32' },
  ],
  EraseContent: [
    { name: 'owner', type: 'address' },
    { name: 'gateway', type: 'address' },
    { name: 'record', type: 'bytes32' },
    { name: 'until', type: 'uint64' },
  ],
  Erasure: [
    { name: 'gateway', type: 'address' },
    { name: 'owner', type: 'address' },
    { name: 'record', type: 'bytes32' },
    { name: 'until', type: 'uint64' },
    { name: 'records', type: 'uint32' },
    { name: 'waiting', type: 'uint32' },
    { name: 'royaltiesEnded', type: 'uint32' },
  ],
  Erase: [
    { name: 'account', type: 'address' },
    { name: 'epoch', type: 'uint32' },
    { name: 'pos', type: 'uint32' },
  ],
  Pair: [
    { name: 'gateway', type: 'address' },
    { name: 'key', type: 'address' },
    { name: 'promptHash', type: 'bytes32' },
    { name: 'sources', type: 'bytes32' },
    { name: 'until', type: 'uint64' },
  ],
  PairChoice: [
    { name: 'pair', type: 'bytes32' },
    { name: 'outcome', type: 'string' },
  ],
} as const

/** A skip makes no record. */
export type Choice = Outcome | 'skip'

/** Rejects unless the gateway signed this erasure for this owner and record. */
export async function verifyErasure(network: Network, erasure: Erasure, owner: Address, record: Hex): Promise<void> {
  const { signature, royalties_ended, until, ...rest } = erasure
  const isOurs =
    isAddressEqual(erasure.gateway, network.gateway) &&
    isAddressEqual(erasure.owner, owner) &&
    erasure.record === record
  const message = { ...rest, until: BigInt(until), royaltiesEnded: royalties_ended }
  const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'Erasure', message } as const
  const signer = await recoverTypedDataAddress({ ...typed, signature })
  if (!isOurs || !isAddressEqual(signer, network.gateway))
    throw new BadProof('the receipt of the erasure proves nothing')
}

/** Rejects unless the gateway committed to this pair for this key and this talk, under its own id. */
export async function verifyOffer(network: Network, offer: PairOffer, key: Address, talk: Message[]): Promise<void> {
  const prompt = talk.map(({ role, content }) => ({ role, content }))
  const message = {
    gateway: offer.gateway,
    key: offer.key,
    promptHash: offer.prompt_hash,
    sources: offer.sources,
    until: BigInt(offer.until),
  }
  const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'Pair', message } as const
  const signer = await recoverTypedDataAddress({ ...typed, signature: offer.signature })
  const isOurs =
    isAddressEqual(offer.gateway, network.gateway) &&
    isAddressEqual(offer.key, key) &&
    offer.prompt_hash === keccak256(canonicalBytes(prompt)) &&
    offer.pair === hashTypedData(typed)
  if (!isOurs || !isAddressEqual(signer, network.gateway)) throw new BadProof('the gateway commits to nothing')
}

/** Whether these are the sources to which the gateway committed before the vote. */
export function isCommitted(offer: PairOffer, salt: Hex, { a, b }: Sources): boolean {
  const plain = { a: { model: a.model, temperature: a.temperature }, b: { model: b.model, temperature: b.temperature } }
  return keccak256(concat([salt, toHex(canonicalBytes(plain))])) === offer.sources
}
