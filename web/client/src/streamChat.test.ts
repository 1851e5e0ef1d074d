// Streams as gateways and what stands before them send them: whole, in pieces, broken off, empty, with an error inside.
import { afterEach, expect, it, vi } from 'vitest'
import { streamChat } from './actions/chat/streamChat.ts'
import { createClient } from './http.ts'

const event = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ model: '0x01', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}`

function respond(text: string, size = 7, onCancel: () => void = () => undefined): void {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(at, at + size))
      at += size
    },
    cancel: onCancel,
  })
  vi.stubGlobal('fetch', async () => new Response(body))
}

const ask = (onPiece: (text: string) => void = () => undefined, signal?: AbortSignal) =>
  streamChat(createClient(), { messages: [{ role: 'user', content: 'Hi' }], onPiece, ...(signal ? { signal } : {}) })

afterEach(() => vi.unstubAllGlobals())

it('gives every piece, across any borders of bytes', async () => {
  for (const size of [1, 3, 1_000]) {
    respond(`${event('天')}\n\n${event('空')}\n\n${event('', 'stop')}\n\ndata: [DONE]\n\n`, size)
    const seen: string[] = []
    expect(await ask((text) => seen.push(text))).toMatchObject({ text: '天空', finish: 'stop', model: '0x01' })
    expect(seen).toEqual(['天', '天空'])
  }
})

it('takes events with CRLF and without a space', async () => {
  respond(`${event('a').replace('data: ', 'data:')}\r\n\r\n${event('', 'length')}\r\n\r\ndata: [DONE]\r\n\r\n`)
  expect(await ask()).toMatchObject({ text: 'a', finish: 'length' })
})

it('says that a stream without its end was broken off', async () => {
  respond(`${event('half')}\n\n`)
  expect(await ask()).toMatchObject({ text: 'half', finish: 'broken' })
  respond(`${event('half')}\n\ndata: {"error":{"message":"out of memory","code":"busy"}}\n\n`)
  expect(await ask()).toMatchObject({ text: 'half', finish: 'broken' })
})

it('what a listener throws comes out, and stops the model', async () => {
  let isCancelled = false
  respond(`${event('a')}\n\n${event('b')}\n\n`, 7, () => (isCancelled = true))
  const failing = ask(() => {
    throw new Error('the page is gone')
  })
  await expect(failing).rejects.toThrow('the page is gone')
  expect(isCancelled).toBe(true)
})

it('an empty answer, an error and a page of HTML are no answers', async () => {
  respond('data: [DONE]\n\n')
  await expect(ask()).rejects.toThrow('empty')
  respond('data: {"error":{"message":"out of memory","code":"busy"}}\n\n')
  await expect(ask()).rejects.toMatchObject({ slug: 'busy' })
  vi.stubGlobal('fetch', async () => new Response('<html>Bad', { status: 502 }))
  await expect(ask()).rejects.toThrow('HTTP 502')
})

it('stopping cancels the stream, so that the model stops', async () => {
  const controller = new AbortController()
  vi.stubGlobal('fetch', async (_: string, { signal }: RequestInit) => {
    const body = new ReadableStream<Uint8Array>({
      start(stream) {
        stream.enqueue(new TextEncoder().encode(`${event('a')}\n\n`))
        signal?.addEventListener('abort', () => stream.error(new DOMException('aborted', 'AbortError')))
      },
    })
    return new Response(body)
  })
  const waiting = ask(() => controller.abort(), controller.signal)
  await expect(waiting).rejects.toThrow()
})
