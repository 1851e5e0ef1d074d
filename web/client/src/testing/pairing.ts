// For tests: a gateway's half of a blind pair, signed with a real key.

import { type Address, concat, type Hex, hashTypedData, keccak256, type PrivateKeyAccount, toHex } from 'viem'
import { canonicalBytes } from '../canonical.ts'
import type { Message } from '../content.ts'
import { opinionTypes } from '../opinions.ts'
import type { Erasure, Network, PairOffer, Revealed, Side, Sources } from '../shapes.ts'
import { domainOf, types } from '../signed.ts'

export const model = (digit: string): Hex => `0x${digit.repeat(64)}`
export const sources: Sources = {
  a: { model: model('1'), temperature: 400 },
  b: { model: model('2'), temperature: 400 },
}
const salt = model('5')

export async function offerOf(
  gateway: PrivateKeyAccount,
  network: Network,
  key: Address,
  talk: Message[],
): Promise<PairOffer> {
  const prompt = talk.map(({ role, content }) => ({ role, content }))
  const message = {
    gateway: gateway.address,
    key,
    promptHash: keccak256(canonicalBytes(prompt)),
    sources: keccak256(concat([salt, toHex(canonicalBytes(sources as never))])),
    until: 9_999n,
  }
  const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'Pair', message } as const
  return {
    pair: hashTypedData(typed),
    gateway: gateway.address,
    key,
    prompt_hash: message.promptHash,
    sources: message.sources,
    until: 9_999,
    signature: await gateway.signTypedData(typed),
  }
}

export async function revealOf(
  gateway: PrivateKeyAccount,
  network: Network,
  offer: PairOffer,
  texts: Record<Side, string>,
  outcome: Revealed['outcome'],
): Promise<Revealed> {
  const signed = async (side: Side) => {
    const message = {
      promptHash: offer.prompt_hash,
      answerHash: keccak256(toHex(texts[side].normalize('NFC'))),
      modelId: sources[side].model,
      key: offer.key,
    }
    const signature = await gateway.signTypedData({
      domain: domainOf(network),
      types,
      primaryType: 'Answer',
      message,
    })
    return { model: sources[side].model, signature }
  }
  return { pair: offer.pair, outcome, salt, sources, a: await signed('a'), b: await signed('b') }
}

/** The events of a pair whose words come in turns. */
export function eventsOf(offer: PairOffer, texts: Record<Side, string>): string {
  const event = (body: object) => `data: ${JSON.stringify(body)}\n\n`
  const pieces = (side: Side) => texts[side].match(/.{1,4}/gs)?.map((piece) => event({ side, piece })) ?? []
  const [a, b] = [pieces('a'), pieces('b')]
  const mixed = Array.from({ length: Math.max(a.length, b.length) }, (_, place) => (a[place] ?? '') + (b[place] ?? ''))
  const ends = (['a', 'b'] as const).map((side) => event({ side, finish_reason: 'stop' }))
  return [event({ offer }), ...mixed, ...ends, 'data: [DONE]\n\n'].join('')
}

export async function erasureOf(
  gateway: PrivateKeyAccount,
  network: Network,
  asked: { owner: Address; record: Hex; until: number },
  counts = { records: 1, waiting: 0, royalties_ended: 0 },
): Promise<Erasure> {
  const { records, waiting, royalties_ended } = counts
  const message = {
    gateway: gateway.address,
    owner: asked.owner,
    record: asked.record,
    until: BigInt(asked.until),
    records,
    waiting,
    royaltiesEnded: royalties_ended,
  }
  const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'Erasure', message } as const
  const { owner, record, until } = asked
  return { gateway: gateway.address, owner, record, until, ...counts, signature: await gateway.signTypedData(typed) }
}
