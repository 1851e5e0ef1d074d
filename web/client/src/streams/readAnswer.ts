// Reads the events of an answer that is being written.

import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { Hex } from 'viem'
import type { SignedAnswer } from '../content.ts'
import { Problem, Unreachable } from '../http.ts'
import type { Chunk } from '../shapes.ts'

/** `stop`: the model ended. `length`: its limit was reached. `broken`: the stream ended before the model did. */
export type Finish = 'stop' | 'length' | 'broken'

export interface Streamed {
  text: string
  finish: Finish
  model?: Hex
  answer?: SignedAnswer
}

export interface Listener {
  /** The whole text so far. */
  onPiece: (text: string) => void
  /** The answer's id comes first; with it `resumeChat` reads the answer again. */
  onStart?: (id: string) => void
  /** How many answers are made before this one. */
  onPlace?: (place: number) => void
  signal?: AbortSignal
}

type Event = Chunk & { error?: { message: string; code?: string } }

/** Resolves with what was written, also if the stream breaks off. Rejects if nothing was written, or on abort. */
export async function readAnswer(body: ReadableStream<Uint8Array>, listener: Listener): Promise<Streamed> {
  const streamed: Streamed = { text: '', finish: 'broken' }
  let id = ''
  try {
    for await (const data of events(body)) {
      if (data === '[DONE]') break
      const event = JSON.parse(data) as Event
      if (event.id && event.id !== id) listener.onStart?.(event.id)
      id = event.id || id
      take(event, streamed, listener)
    }
  } catch (error) {
    if (listener.signal?.aborted || !streamed.text) throw error
    // What was written stays; the caller sees that it was broken off.
    return { ...streamed, finish: 'broken' }
  }
  if (!streamed.text) throw new Unreachable('the answer is empty')
  return streamed
}

function take(event: Event, streamed: Streamed, { onPiece, onPlace }: Listener): void {
  if (event.error) throw new Problem(event.error.code ?? 'unknown', event.error.message)
  const choice = event.choices?.[0]
  if (event.model) streamed.model = event.model
  if (event.kula) onPlace?.(event.kula.place)
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
