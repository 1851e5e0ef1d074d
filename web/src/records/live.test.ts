// One stream tells what happens: the views read anew what it touches, and the page does not ask by itself.
import type { Change } from '@kula/client'
import { afterEach, expect, it, vi } from 'vitest'
import { isLive, listen } from './live'

type Handler = (event: { data: string }) => void
let opened: Stream[] = []

class Stream {
  onopen: () => void = () => undefined
  onerror: () => void = () => undefined
  isClosed = false
  readonly handlers = new Map<string, Handler>()
  constructor(readonly url: string) {
    opened.push(this)
  }
  addEventListener(kind: string, handler: Handler): void {
    this.handlers.set(kind, handler)
  }
  close(): void {
    this.isClosed = true
  }
}

afterEach(() => {
  opened = []
  vi.unstubAllGlobals()
})

it('hears each change, says whether the stream is open, and closes it', async () => {
  vi.stubGlobal('EventSource', Stream)
  const heard: Change[] = []
  const end = listen('0x0000000000000000000000000000000000000001', (change) => heard.push(change))
  await vi.waitFor(() => expect(opened).toHaveLength(1), 20_000)
  const [stream] = opened
  expect(stream?.url).toBe('/v1/accounts/0x0000000000000000000000000000000000000001/events')
  stream?.onopen()
  expect(isLive.get()).toBe(true)
  stream?.handlers.get('estimate')?.({ data: '{"change":"estimate","at":5,"record":"0x07","score":118}' })
  expect(heard).toEqual([{ change: 'estimate', at: 5, record: '0x07', score: 118 }])
  stream?.onerror()
  expect(isLive.get()).toBe(false)
  end()
  await vi.waitFor(() => expect(stream?.isClosed).toBe(true), 20_000)
})
