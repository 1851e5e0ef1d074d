// Gateways that stop in mid-answer: the client waits a bounded time, reads on by id, and names what is wrong.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followChat } from './actions/chat/followChat.ts'
import { followPair } from './actions/pairs/followPair.ts'
import { createClient, get, Problem, Stalled, Unreachable } from './http.ts'
import { quiet } from './streams/watched.ts'

const event = (chunk: object) => `data: ${JSON.stringify(chunk)}\n\n`
const piece = (content: string, finish: string | null = null) =>
  event({ id: 'chatcmpl-1', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })
const whole = `${piece('a')}${piece('b')}${piece('', 'stop')}data: [DONE]\n\n`

interface Way {
  text: string
  hangs?: boolean
  status?: number
  onCancel?: () => void
}

// Answers each request in turn. One that hangs keeps its connection open and says nothing more.
function respond(...ways: Way[]): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    const { text, hangs, status = 200, onCancel } = ways.shift() as Way
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text))
        if (!hangs) controller.close()
      },
      ...(onCancel ? { cancel: onCancel } : {}),
    })
    return new Response(body, { status })
  })
  return asked
}

const ask = (onPiece: (text: string) => void = () => undefined) =>
  followChat(createClient(), { messages: [{ role: 'user', content: 'Hi' }], onPiece })

beforeEach(() => {
  quiet.seconds = 0.05
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

it('an answer that stops is read on by its id, and its connection is closed', async () => {
  let isClosed = false
  const asked = respond({ text: piece('a'), hangs: true, onCancel: () => (isClosed = true) }, { text: whole })
  const seen: string[] = []
  expect(await ask((text) => seen.push(text))).toMatchObject({ text: 'ab', finish: 'stop' })
  expect(asked).toEqual(['/v1/chat/completions', '/v1/chat/completions/chatcmpl-1'])
  expect(seen).toEqual(['a', 'ab'])
  expect(isClosed).toBe(true)
})

it('a gateway that stays silent is named, beside what it wrote', async () => {
  const silent = { text: '', hangs: true }
  respond({ text: piece('a'), hangs: true }, silent, silent, silent)
  const { text, finish, problem } = await ask()
  expect({ text, finish }).toEqual({ text: 'a', finish: 'broken' })
  expect(problem).toBeInstanceOf(Stalled)
  respond(silent)
  await expect(ask()).rejects.toBeInstanceOf(Stalled)
})

it('what the gateway itself ended is not read on', async () => {
  const asked = respond({ text: `${piece('a')}${event({ error: { message: 'out of memory', code: 'unavailable' } })}` })
  expect((await ask()).problem).toBeInstanceOf(Problem)
  expect(asked).toHaveLength(1)
})

it('an answer that the gateway forgot stays as it is', async () => {
  const forgotten = JSON.stringify({ error: { message: 'ask again', code: 'not-found' } })
  const asked = respond({ text: piece('a') }, { text: forgotten, status: 404 })
  expect(await ask()).toMatchObject({ text: 'a', finish: 'broken' })
  expect(asked).toHaveLength(2)
})

it('comments of a gateway that has nothing to say are no silence', async () => {
  quiet.seconds = 45
  vi.useFakeTimers()
  vi.stubGlobal('fetch', async () => {
    let n = 0
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 15_000))
        controller.enqueue(new TextEncoder().encode(n++ < 5 ? ': nothing yet\n\n' : whole))
        if (n > 5) controller.close()
      },
    })
    return new Response(body)
  })
  const answer = followChat(createClient(), { messages: [{ role: 'user', content: 'Hi' }] })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(await answer).toMatchObject({ text: 'ab', finish: 'stop' })
})

it('a gateway that takes the request and never answers is named', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  const failed = expect(get(createClient(), '/v1/network')).rejects.toBeInstanceOf(Stalled)
  await vi.advanceTimersByTimeAsync(120_000)
  await failed
})

it('a pair that stops is read again by its id', async () => {
  const offer = event({ offer: { pair: '0x07' } })
  const side = (one: string, text: string) => event({ side: one, piece: text })
  const asked = respond(
    { text: `${offer}${side('a', 'x')}`, hangs: true },
    { text: `${offer}${side('a', 'x')}${side('b', 'y')}data: [DONE]\n\n` },
  )
  const heard: string[] = []
  const pair = await followPair(createClient(), {
    messages: [{ role: 'user', content: 'Hi' }],
    key: '0x01',
    onOffer: () => heard.push('offer'),
    onPiece: (one, text) => heard.push(one + text),
  })
  expect(pair).toMatchObject({ a: 'x', b: 'y' })
  expect(heard).toEqual(['offer', 'ax', 'by'])
  expect(asked).toEqual(['/v1/pairs', '/v1/pairs/0x07'])
  respond({ text: '', hangs: true })
  const silent = followPair(createClient(), {
    messages: [],
    key: '0x01',
    onOffer: () => undefined,
    onPiece: () => undefined,
  })
  await expect(silent).rejects.toBeInstanceOf(Unreachable)
})
