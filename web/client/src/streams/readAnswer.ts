// Reads the events of an answer that is being written.

import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Address, Hex } from 'viem'
import type { Message, SignedAnswer } from '../content.ts'
import { asUnreachable, Problem, Unreachable } from '../http.ts'
import type { Chunk, Network } from '../shapes.ts'
import { watched } from './watched.ts'

/** `stop`: the model ended. `length`: its limit was reached. `broken`: the stream ended before the model did. */
export type Finish = 'stop' | 'length' | 'broken'

export interface Streamed {
  text: string
  finish: Finish
  /** Why it is broken: Stalled, Unreachable, or the gateway's Problem. None if the stream only ended too early. */
  problem?: Error
  model?: Hex
  answer?: SignedAnswer
}

export interface Listener {
  /** The whole text so far. What a listener throws ends the answer, and comes out of it. */
  onPiece?: (text: string) => void
  /** The answer's id comes first; with it `resumeChat` reads the answer again. */
  onStart?: (id: string) => void
  /** How many answers are made before this one. */
  onPlace?: (place: number) => void
  signal?: AbortSignal
  /** The talk that is answered, the session key that asks, and the network. With all three the answer's signature is checked. */
  messages?: Message[]
  key?: Address
  network?: Network
}

type Event = Chunk & { error?: { message: string; code?: string } }

/** Resolves with what was written, also if the stream breaks off. Rejects if nothing was written, or on abort; with BadProof if a whole answer is not signed. */
export async function readAnswer(body: ReadableStream<Uint8Array>, listener: Listener): Promise<Streamed> {
  const streamed: Streamed = { text: '', finish: 'broken' }
  const reading = events(body)
  let id = ''
  try {
    for (let event = await next(reading, streamed, listener); event; event = await next(reading, streamed, listener)) {
      if (event.id && event.id !== id) listener.onStart?.(event.id)
      id = event.id || id
      take(event, streamed, listener)
    }
  } finally {
    await reading.return(undefined)
  }
  if (!streamed.text) throw new Unreachable('the answer is empty')
  if (streamed.finish !== 'broken') await verify(streamed, listener)
  return streamed
}

// The cryptography comes only to those that check.
async function verify({ text, answer }: Streamed, { messages, key, network }: Listener): Promise<void> {
  // Gateways do not sign answers that are empty.
  if (!messages || !key || !network || !text.trim()) return
  const { verifyAnswer } = await import('../signing.ts')
  await verifyAnswer(network, [...messages, { role: 'assistant', content: text, ...(answer ? { answer } : {}) }], key)
}

// The next event. None at the end, or if the stream breaks off: what was written stays.
async function next(
  reading: AsyncGenerator<string>,
  streamed: Streamed,
  { signal }: Listener,
): Promise<Event | undefined> {
  try {
    const { value, done } = await reading.next()
    if (done || value === '[DONE]') return undefined
    const event = JSON.parse(value) as Event
    if (event.error) throw new Problem(event.error.code ?? 'unknown', event.error.message)
    return event
  } catch (error) {
    if (signal?.aborted) throw error
    streamed.problem = error instanceof Problem ? error : asUnreachable(error)
    if (!streamed.text) throw streamed.problem
    streamed.finish = 'broken'
    return undefined
  }
}

function take(event: Event, streamed: Streamed, { onPiece, onPlace }: Listener): void {
  const choice = event.choices?.[0]
  if (event.model) streamed.model = event.model
  if (event.kula) onPlace?.(event.kula.place)
  if (choice?.delta?.content) {
    streamed.text += choice.delta.content
    onPiece?.(streamed.text)
  }
  if (choice?.finish_reason) streamed.finish = choice.finish_reason === 'length' ? 'length' : 'stop'
  if (choice?.kula?.answer) streamed.answer = choice.kula.answer as SignedAnswer
}

/** The data of each server-sent event. Leaving the loop cancels the stream, so that the model stops. */
export async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = watched(body)
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
