// Asks the served model. Pieces arrive as it writes them; the gateway's signature comes with the last one.
// A stream that breaks off or goes quiet is read on by the answer's id.

import type { Address } from 'viem'
import type { Message } from '../../content.ts'
import { type Client, problemOf, sendTo } from '../../http.ts'
import type { ChatRequest } from '../../shapes.ts'
import { type Listener, readAnswer, type Streamed } from '../../streams/readAnswer.ts'
import { readOn } from '../../streams/readOn.ts'
import { resumeChat } from './resumeChat.ts'

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
  const { ok, body } = answer
  if (!ok || !body) throw await problemOf(answer)
  let id = ''
  let shown = ''
  const listener: Listener = {
    ...options,
    onStart: (one) => {
      if (!id) options.onStart?.(one)
      id = one
    },
    // What is read again is told from where it was.
    onPiece: (text) => {
      if (text.length <= shown.length) return
      shown = text
      options.onPiece?.(text)
    },
  }
  const again = () => (id ? () => resumeChat(client, id, listener) : undefined)
  return readOn(
    () => readAnswer(body, listener),
    again,
    ({ problem }) => problem,
    options.signal,
  )
}
