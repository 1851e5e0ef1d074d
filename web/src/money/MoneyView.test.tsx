// Money: what is not known is a dash, never 0.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { type Session, session } from '../connect/sessions'
import { outbox } from '../feedback/outbox'
import { MoneyView } from './MoneyView'

const owner = `0x${'aa'.repeat(20)}` as const
const account = {
  account: owner,
  earned: '1284500000000000000000',
  pending: '96500000000000000000',
  grants: [],
  records: [],
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
})

function show(respond: () => Response, isOwned = true) {
  vi.stubGlobal('fetch', async () => respond())
  if (isOwned) session.set({ owner, key: owner, kind: 'passkey' } as unknown as Session)
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <MoneyView />
    </QueryClientProvider>,
  )
}

it('shows the exact sums', async () => {
  show(() => Response.json({ ...account, records: [status(1)] }))
  expect(await screen.findByText('1,284.5')).toBeDefined()
  expect(screen.getByText('96.5 KULA')).toBeDefined()
  expect(screen.getAllByText('42.5').length).toBeGreaterThan(0)
})

it('a chain that does not answer is no zero', async () => {
  show(() => Response.json({ type: 'x/unavailable', detail: 'chain' }, { status: 503 }))
  expect(await screen.findByText(/The chain does not answer/)).toBeDefined()
  expect(screen.getByTestId('earned').textContent).toBe('—KULA')
  expect(screen.getAllByText('— KULA')).toHaveLength(2)
  expect(screen.queryByText('Nothing earned yet')?.closest('.empty')).toBeFalsy()
})

it('a sum of the newest 50 records only says that it is a part', async () => {
  show(() => Response.json({ ...account, records: Array.from({ length: 50 }, (_, place) => status(place)) }))
  expect(await screen.findByText('at least 96.5 KULA')).toBeDefined()
})

it('a guest has earned nothing, and sees the way in', () => {
  show(() => Response.json(account), false)
  expect(screen.getByTestId('earned').textContent).toBe('0KULA')
  expect(screen.getByRole('button', { name: 'Get paid for feedback' })).toBeDefined()
})
