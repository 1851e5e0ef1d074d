// Taking back and erasing: who signs what, what the page says, and that no erasure counts without its proof.
import type { RecordStatus } from '@kula/client'
import { erasureOf } from '@kula/client/testing/pairing'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { session } from '../../connect/sessions'
import { outbox } from '../../feedback/outbox'
import { reopen } from '../../storage/database'
import { about, gateway, owned, problem } from '../../testing/gateway'
import { holding, offerWallet } from '../../testing/wallet'
import type { Row } from '../rows'
import { EndCard } from './EndCard'

vi.setConfig({ testTimeout: 20_000 })
const record = `0x${'7'.repeat(64)}` as const
const status = {
  record,
  owner: holding.owner,
  kind: 'rating',
  state: 'received',
  epoch: null,
  position: null,
  score: null,
  reasons: [],
  pay: null,
  until: 4_000_000_000,
} as unknown as RecordStatus
const final = {
  ...status,
  state: 'final',
  until: null,
  epoch: 4,
  position: 9,
  pay: { credit: 62, price: '1', amount: '62', final: true },
} as RecordStatus
let posted: [string, Record<string, unknown>][] = []
let answer: (url: string, body: Parameters<typeof erasureOf>[2]) => Promise<Response>

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  posted = []
  network.set(about)
  session.set(holding)
  outbox.set({})
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (!request?.body) return Response.json(about)
    const body = JSON.parse(String(request.body))
    posted.push([url, body])
    return answer(url, body)
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
})

function show(now: RecordStatus, payTo: string = holding.owner) {
  const row: Row = { id: record, kind: 'rating', title: 'Why?', sent: 1, status: now, item: null }
  const all = (element: ReactElement) => (
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      {element}
    </QueryClientProvider>
  )
  render(all(<EndCard row={row} payTo={payTo} />))
}

it('until it is posted, the device’s key takes it back without asking the owner', async () => {
  const asked = offerWallet()
  answer = async () => Response.json({ record, seq: 1, last_epoch: 6 })
  show(status)
  expect(screen.getByText(/You can take it back until about/)).toBeDefined()
  expect(screen.queryByText('Erase this record')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Take back: Why?' }))
  expect(await screen.findByText('Taken back')).toBeDefined()
  expect(posted.map(([url]) => url)).toEqual(['/v1/take-backs'])
  expect(asked).toHaveLength(0)
})

it('a record of another device is taken back by the owner', async () => {
  const asked = offerWallet()
  answer = async () =>
    posted.length === 1 ? problem('invalid-signature', 401)() : Response.json({ record, seq: 1, last_epoch: 6 })
  show(status)
  fireEvent.click(screen.getByRole('button', { name: 'Take back: Why?' }))
  expect(await screen.findByText('Taken back')).toBeDefined()
  expect(asked.map(({ primaryType }) => primaryType)).toEqual(['TakeBack'])
})

it('too late is said, with what is still possible', async () => {
  offerWallet()
  answer = problem('already-posted', 409)
  show(status)
  fireEvent.click(screen.getByRole('button', { name: 'Take back: Why?' }))
  expect(await screen.findByText('It is posted already. You can still erase it.')).toBeDefined()
})

it('an erasure says what it cannot do, is signed by the owner, and shows the proof', async () => {
  const asked = offerWallet()
  answer = async (_, body) =>
    Response.json(await erasureOf(gateway, about, body, { records: 1, waiting: 0, royalties_ended: 1 }))
  show(final)
  fireEvent.click(screen.getByRole('button', { name: 'Erase this record' }))
  expect(screen.getByText(/trained models, do not forget/)).toBeDefined()
  expect(screen.getByText(/Its future share of licence sales ends/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Erase for good' }))
  expect(await screen.findByText('The server signed that it erased 1 record.')).toBeDefined()
  expect(screen.getByText('Its share of licence sales has ended.')).toBeDefined()
  expect(asked.map(({ primaryType }) => primaryType)).toEqual(['EraseContent', 'Erase'])
  expect(posted[0]?.[1].royalties).toMatchObject([{ epoch: 4, position: 9 }])
})

it('royalties that another account gets do not end', async () => {
  const asked = offerWallet()
  answer = async (_, body) => Response.json(await erasureOf(gateway, about, body))
  show(final, owned.owner)
  fireEvent.click(screen.getByRole('button', { name: 'Erase this record' }))
  expect(screen.queryByText(/Its future share/)).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Erase for good' }))
  expect(await screen.findByText('The server signed that it erased 1 record.')).toBeDefined()
  expect(asked).toHaveLength(1)
  expect(posted[0]?.[1].royalties).toEqual([])
})

it('a proof that is not the gateway’s is none', async () => {
  offerWallet()
  answer = async (_, body) => Response.json({ ...(await erasureOf(gateway, about, body)), records: 2 })
  show(final)
  fireEvent.click(screen.getByRole('button', { name: 'Erase this record' }))
  fireEvent.click(screen.getByRole('button', { name: 'Erase for good' }))
  expect(await screen.findByText(/The server’s receipt does not hold/)).toBeDefined()
  expect(screen.queryByText(/The server signed/)).toBeNull()
})

it('what has ended offers no end', () => {
  show({ ...status, withheld: 'taken-back' })
  expect(screen.getByText('Taken back. The server has destroyed its text.')).toBeDefined()
  expect(screen.queryByRole('button')).toBeNull()
})
