// Asks the served model. Pieces arrive as it writes them; the gateway's signature comes with the last one.

import type { Address } from 'viem'
import type { Message } from '../../content.ts'
import { type Client, problemOf, sendTo } from '../../http.ts'
import type { ChatRequest } from '../../shapes.ts'
import { type Listener, readAnswer, type Streamed } from '../../streams/readAnswer.ts'

export interface ChatOptions extends Listener {
  messages: Message[]
  /** The session key for which the answer is signed. Without it the answer counts in part. */
  key?: Address
  maxTokens?: number
  temperature?: number
  seed?: number
}

export async function streamChat(client: Client, options: ChatOptions): Promise<Streamed> {
  const { messages, key, maxTokens = 256, temperature, seed } = options
  const asked = messages.map(({ role, content }) => ({ role, content }))
  const request: ChatRequest = {
    messages: asked,
    stream: true,
    max_tokens: maxTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(seed === undefined ? {} : { seed }),
    ...(key ? { kula: { key } } : {}),
  }
  const answer = await sendTo(client, '/v1/chat/completions', request, options.signal)
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  return readAnswer(answer.body, options)
}
