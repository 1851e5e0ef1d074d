// What an app reads of an account, and hands to another gateway.
import { afterEach, expect, it, vi } from 'vitest'
import { listRecords } from './actions/accounts/listRecords.ts'
import { watchAccount } from './actions/accounts/watchAccount.ts'
import { accuseThrough } from './actions/receipts/accuseThrough.ts'
import { createClient } from './http.ts'
import type { Receipt } from './shapes.ts'

const account = '0x000000000000000000000000000000000000bEEF'
const asked: Request[] = []

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  asked.length = 0
})

function serve(answer: (request: Request) => Response): void {
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    asked.push(new Request(url, init))
    return answer(asked.at(-1) as Request)
  })
}

it('lists the records of one kind and state, page by page', async () => {
  serve(() => Response.json({ records: [], next: null }))
  await listRecords(createClient('http://one'), account, 'a b', undefined, { kind: 'rating', state: 'final' })
  await listRecords(createClient('http://one'), account)
  const path = `http://one/v1/accounts/${account}/records`
  expect(asked.map(({ url }) => url)).toEqual([`${path}?cursor=a+b&kind=rating&state=final`, path])
})

it('hands a broken receipt with its leaf to another gateway, and no more', async () => {
  serve(() => Response.json({ state: 'waiting' }))
  const receipt = { gateway: account, seq: 3, record: '0x07', last_epoch: 2, signature: '0x08' } as const
  const leaf = { pay_to: account, signatures_hash: '0x09' } as const
  await accuseThrough(createClient('http://other'), { receipt: { ...receipt, more: 1 } as Receipt, leaf })
  expect(await asked[0]?.json()).toEqual({ ...receipt, ...leaf })
})

it('follows an account without an EventSource, and comes back behind the last event', async () => {
  vi.stubGlobal('EventSource', undefined)
  vi.useFakeTimers()
  serve(({ headers }) => {
    const id = Number(headers.get('last-event-id') ?? 4) + 1
    return new Response(
      `retry: 3000\n\n: nothing yet\n\nid: ${id}\nevent: epoch\ndata: {"change":"epoch","epoch":${id}}\n\n`,
    )
  })
  const epochs: unknown[] = []
  const live: boolean[] = []
  const onLive = (isLive: boolean) => live.push(isLive)
  const stop = watchAccount(createClient('http://one'), account, {
    onChange: ({ epoch }) => epochs.push(epoch),
    onLive,
  })
  await vi.waitFor(() => expect(epochs).toEqual([5, 6, 7]), { timeout: 60_000 })
  stop()
  expect(live.slice(0, 3)).toEqual([true, false, true])
})
