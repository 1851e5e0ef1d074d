// Has a talk answered twice, blind. The gateway commits to what stands behind the answers before the first word.

import type { Address } from 'viem'
import type { Message } from '../../content.ts'
import { type Client, Problem, problemOf, sendTo } from '../../http.ts'
import { events, type Finish } from '../../readAnswer.ts'
import type { PairEvent, PairOffer, Side } from '../../shapes.ts'

export interface PairOptions {
  messages: Message[]
  key: Address
  maxTokens?: number
  signal?: AbortSignal
  onOffer: (offer: PairOffer) => void
  /** The whole text of a side so far. */
  onPiece: (side: Side, text: string) => void
  onPlace?: (place: number) => void
  onEnd?: (side: Side, finish: Finish) => void
}

export interface StreamedPair {
  offer: PairOffer
  a: string
  b: string
}

/** Rejects if the pair breaks off before both answers are whole, or on abort. */
export async function streamPair(client: Client, options: PairOptions): Promise<StreamedPair> {
  const { messages, key, maxTokens = 256, signal } = options
  const asked = messages.map(({ role, content }) => ({ role, content }))
  const answer = await sendTo(client, '/v1/pairs', { messages: asked, key, max_tokens: maxTokens }, signal)
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  const streamed: Partial<StreamedPair> & Record<Side, string> = { a: '', b: '' }
  for await (const data of events(answer.body)) {
    if (data === '[DONE]' && streamed.offer) return { ...streamed, offer: streamed.offer }
    const event = JSON.parse(data) as PairEvent
    if (event.problem) throw new Problem(event.problem, 'the pair broke off')
    if (event.offer) {
      streamed.offer = event.offer
      options.onOffer(event.offer)
    }
    if (event.place) options.onPlace?.(event.place)
    if (event.side && event.piece) {
      streamed[event.side] += event.piece
      options.onPiece(event.side, streamed[event.side])
    }
    if (event.side && event.finish_reason) options.onEnd?.(event.side, event.finish_reason)
  }
  throw new Problem('broken', 'the pair broke off')
}
