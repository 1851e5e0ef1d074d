// Money: what is not known is a dash, never 0.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { network } from '../connect/gateway'
import { type Session, session } from '../connect/sessions'
import { outbox } from '../feedback/outbox'
import { about } from '../testing/gateway'
import { MoneyView } from './MoneyView'

const owner = `0x${'aa'.repeat(20)}` as const
const account = {
  account: owner,
  records: { received: 1, posted: 0, reported: 1, final: 3, void: 0 },
  earned: '1284500000000000000000',
  claimable: '0',
  paid: '1284500000000000000000',
  pending: '96500000000000000000',
  grants: [],
}
const status = (place: number) => ({
  record: `0x${place}`,
  owner,
  kind: 'rating',
  parent: '0x',
  state: 'reported',
  epoch: 4,
  position: 1,
  score: 149,
  reasons: [],
  pay: { credit: 85, price: '500000000000000000', amount: '42500000000000000000', final: false },
  receipt: { seq: 1, last_epoch: 5, signature: '0x' },
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
  outbox.set({})
  network.set(null)
})

type Answers = { totals?: object; records?: object[] }

function show({ totals = account, records = [] }: Answers = {}, isOwned = true) {
  vi.stubGlobal('fetch', async (url: string) => respond(url, totals, records))
  if (isOwned) session.set({ owner, key: owner, kind: 'passkey' } as unknown as Session)
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <MoneyView />
    </QueryClientProvider>,
  )
}

function respond(url: string, totals: object, records: object[]): Response {
  if (url.endsWith('/v1/network')) return Response.json({ ...about, parameters: {} })
  if ('status' in totals) return Response.json(totals, { status: 503 })
  if (url.endsWith('/records')) return Response.json({ records, next: null })
  if (url.endsWith('/days')) return Response.json({ days: [], next: null })
  return Response.json(totals)
}

it('shows the exact sums', async () => {
  show({ records: [status(1)] })
  expect(await screen.findByText('1,284.5')).toBeDefined()
  expect(screen.getByText('96.5 KULA')).toBeDefined()
  expect(screen.getAllByText('42.5').length).toBeGreaterThan(0)
})

it('a chain that does not answer is no zero', async () => {
  show({ totals: { type: 'x/unavailable', detail: 'chain', status: 503 } })
  expect(await screen.findByText(/The chain does not answer/)).toBeDefined()
  expect(screen.getByTestId('earned').textContent).toBe('—KULA')
  expect(screen.getAllByText('— KULA')).toHaveLength(2)
  expect(screen.queryByText('Nothing earned yet')).toBeNull()
})

it('a gateway that has not answered yet has earned nobody nothing', () => {
  show()
  expect(screen.getAllByText('Loading')).toHaveLength(2)
  expect(screen.queryByText('Nothing earned yet')).toBeNull()
  expect(screen.queryByText('Not known right now.')).toBeNull()
})

it('the sum is the gateway’s, of all records, with the rounds that are late named', async () => {
  const times = { ends_at: 0, scored_at: 0, final_at: 4_000_000_000, paid_at: 4_000_000_000 }
  const clock = { ...times, epoch: 5, phase: 'open', late: false }
  network.set({
    ...about,
    parameters: {},
    clock,
    epochs: [{ ...clock, epoch: 4, phase: 'report', late: true }],
  } as unknown as typeof about)
  show({ totals: { ...account, claimable: '500000000000000000' }, records: [status(1), status(2)] })
  expect(await screen.findByText('97 KULA')).toBeDefined()
  expect(await screen.findByText(/2 records · paid about .* · late; this is the new time/)).toBeDefined()
  expect(screen.getByText('85')).toBeDefined()
  expect(screen.getByText('0.5')).toBeDefined()
})

it('the newest round stands first, below what is being scored', async () => {
  const reported = (place: number, epoch: number) => ({ ...status(place), state: 'reported', epoch })
  show({ records: [reported(1, 3), reported(2, 5), reported(3, 4)] })
  const rounds = await screen.findAllByText(/^Round \d: open to objections$/)
  expect(rounds.map((one) => one.textContent?.match(/\d/)?.[0])).toEqual(['5', '4', '3'])
})

it('a guest has earned nothing, and sees the way in', () => {
  show({}, false)
  expect(screen.getByTestId('earned').textContent).toBe('0KULA')
  expect(screen.getByRole('button', { name: 'Get paid for feedback' })).toBeDefined()
})
