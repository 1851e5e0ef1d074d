// Has a talk answered twice, blind. The gateway commits to what stands behind the answers before the first word.

import type { Address } from 'viem'
import type { Message } from '../../content.ts'
import { type Client, problemOf, sendTo } from '../../http.ts'
import { type PairListener, readPair, type StreamedPair } from '../../streams/readPair.ts'

export interface PairOptions extends PairListener {
  messages: Message[]
  key: Address
  maxTokens?: number
}

/** Rejects if the pair breaks off before both answers are whole, or on abort. */
export async function streamPair(client: Client, options: PairOptions): Promise<StreamedPair> {
  const { messages, key, maxTokens = 256, signal } = options
  const asked = messages.map(({ role, content }) => ({ role, content }))
  const answer = await sendTo(client, '/v1/pairs', { messages: asked, key, max_tokens: maxTokens }, signal)
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  return readPair(answer.body, options)
}
