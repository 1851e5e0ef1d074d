// Follows a stream of events where there is no EventSource, as in Node. It comes back by itself after a break.

import { EventSourceParserStream } from 'eventsource-parser/stream'
import { problemOf, reach } from '../http.ts'
import { watched } from './watched.ts'

const PAUSE_MS = 3_000

interface Reader {
  onData: (data: string) => void
  onOpen: (isOpen: boolean) => void
}

/** Returns what ends it. */
export function readEvents(url: string, reader: Reader): () => void {
  const ending = new AbortController()
  void follow(url, reader, ending.signal)
  return () => ending.abort()
}

async function follow(url: string, reader: Reader, signal: AbortSignal): Promise<void> {
  let last = ''
  while (!signal.aborted) {
    const noteId = (id: string) => {
      last = id
    }
    await readOnce(url, reader, signal, last, noteId).catch(() => {})
    if (signal.aborted) return
    reader.onOpen(false)
    await pause(signal)
  }
}

async function readOnce(
  url: string,
  { onData, onOpen }: Reader,
  signal: AbortSignal,
  last: string,
  noteId: (id: string) => void,
): Promise<void> {
  const headers: Record<string, string> = last ? { 'last-event-id': last } : {}
  const answer = await reach(() => fetch(url, { headers, signal }))
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  onOpen(true)
  const events = watched(answer.body)
    .pipeThrough(new TextDecoderStream() as unknown as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  try {
    for (;;) {
      const { done, value } = await events.read()
      if (done) return
      if (value.id) noteId(value.id)
      onData(value.data)
    }
  } finally {
    await events.cancel().catch(() => undefined)
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
