// Asks the served model. Pieces arrive as it writes them; the gateway's signature comes with the last one.
import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Address, Hex } from 'viem'
import type { Message, SignedAnswer } from '../content.ts'
import { type ChatRequest, type Chunk, type Client, Problem, problemOf, send, Unreachable } from '../http.ts'

export interface ChatOptions {
  messages: Message[]
  /** The session key for which the answer is signed. Without it the answer counts in part. */
  key?: Address
  maxTokens?: number
  temperature?: number
  seed?: number
  signal?: AbortSignal
  onPiece: (text: string) => void
}

/** `stop`: the model ended. `length`: its limit was reached. `broken`: the stream ended before the model did. */
export type Finish = 'stop' | 'length' | 'broken'

export interface Streamed {
  text: string
  finish: Finish
  model?: Hex
  answer?: SignedAnswer
}

/** Resolves with what was written, also if the stream breaks off. Rejects if nothing was written, or on abort. */
export async function streamChat(client: Client, options: ChatOptions): Promise<Streamed> {
  const { messages, key, signal, onPiece, maxTokens = 256, ...more } = options
  const asked = messages.map(({ role, content }) => ({ role, content }))
  const request: ChatRequest = { messages: asked, stream: true, max_tokens: maxTokens, ...more }
  if (key) request.kula = { key }
  const answer = await send(client, '/v1/chat/completions', request, signal)
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  const streamed: Streamed = { text: '', finish: 'broken' }
  try {
    for await (const data of events(answer.body)) {
      if (data === '[DONE]') break
      take(JSON.parse(data) as Chunk & { error?: { message: string; code?: string } }, streamed, onPiece)
    }
  } catch (error) {
    if (signal?.aborted || !streamed.text) throw error
    // What was written stays; the caller sees that it was broken off.
    return { ...streamed, finish: 'broken' }
  }
  if (!streamed.text) throw new Unreachable('the answer is empty')
  return streamed
}

function take(
  chunk: Chunk & { error?: { message: string; code?: string } },
  streamed: Streamed,
  onPiece: ChatOptions['onPiece'],
) {
  if (chunk.error) throw new Problem(chunk.error.code ?? 'unknown', chunk.error.message)
  const choice = chunk.choices?.[0]
  if (chunk.model) streamed.model = chunk.model
  if (choice?.delta?.content) {
    streamed.text += choice.delta.content
    onPiece(streamed.text)
  }
  if (choice?.finish_reason) streamed.finish = choice.finish_reason === 'length' ? 'length' : 'stop'
  if (choice?.kula?.answer) streamed.answer = choice.kula.answer as SignedAnswer
}

/** The data of each server-sent event. Leaving the loop cancels the stream, so that the model stops. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value.data
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
