// Says what a person thinks of a pair. The gateway then shows what stood behind it, and every word of that is checked.

import type { PrivateKeyAccount } from 'viem'
import type { Message, SignedAnswer } from '../../content.ts'
import { type Client, postTo } from '../../http.ts'
import { type Choice, isCommitted, opinionTypes, verifyOffer } from '../../opinions.ts'
import type { Network, PairOffer, Revealed, Side } from '../../shapes.ts'
import { domainOf } from '../../signed.ts'
import { verifyAnswer } from '../../streams/verifyAnswer.ts'

export interface ChooseOptions {
  offer: PairOffer
  /** The talk that was answered. */
  messages: Message[]
  /** What was shown. */
  texts: Record<Side, string>
  outcome: Choice
  account: PrivateKeyAccount
}

export interface Shown extends Revealed {
  /** The gateway shows the sources that it committed to, and the answers are signed for their models. */
  isTrue: boolean
}

export async function choosePair(client: Client, network: Network, options: ChooseOptions): Promise<Shown> {
  const { offer, outcome, account } = options
  const message = { pair: offer.pair, outcome }
  const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'PairChoice', message } as const
  const signature = await account.signTypedData(typed)
  const revealed = await postTo<Revealed>(client, `/v1/pairs/${offer.pair}/choice`, { outcome, signature })
  const isTrue = await checkReveal(network, options, revealed).then(
    () => true,
    () => false,
  )
  return { ...revealed, isTrue }
}

async function checkReveal(network: Network, { offer, messages, texts, account }: ChooseOptions, revealed: Revealed) {
  await verifyOffer(network, offer, account.address, messages)
  if (!isCommitted(offer, revealed.salt, revealed.sources)) throw new Error('other sources than those committed to')
  for (const side of ['a', 'b'] as const) {
    const answer: SignedAnswer | null = revealed[side]
    if (!answer) continue
    if (answer.model !== revealed.sources[side].model) throw new Error('an answer is signed for another model')
    await verifyAnswer(network, [...messages, { role: 'assistant', content: texts[side], answer }], account.address)
  }
}
