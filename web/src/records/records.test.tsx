// What a record is said to be while little is known of it.
import { type RecordStatus, rating } from '@kula/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { Route, Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { session } from '../connect/sessions'
import { newItem } from '../feedback/item'
import { outbox } from '../feedback/outbox'
import { translate } from '../i18n'
import { records, signIn } from '../testing/samples'
import type { State } from '../testing/states'
import { answerFrom } from '../testing/world'
import { RecordView } from './RecordView'
import { type Row, rowsOf, stateOf } from './rows'

vi.setConfig({ testTimeout: 20_000 })

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
  outbox.set({})
})

function show(state: State): void {
  vi.stubGlobal('fetch', answerFrom(state))
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <Router hook={memoryLocation({ path: state.path }).hook}>
        <Route path="/records/:record" component={RecordView} />
      </Router>
    </QueryClientProvider>,
  )
}

it.each([`/records/0x${'e'.repeat(64)}`, '/records/lost'])(
  'the address %s leads to no record, and says so',
  async (path) => {
    show({ path })
    expect(await screen.findByText('This server knows no such record')).toBeTruthy()
    expect(screen.queryByText('Sending')).toBeNull()
    expect(screen.queryByText(/You gave/)).toBeNull()
  },
)

it('a server that does not answer leaves the record’s state open', async () => {
  show({ path: `/records/${records[2]?.record}`, answers: { '*': 503 } })
  expect(await screen.findByText('Try again')).toBeTruthy()
  expect(screen.queryByText('Sending')).toBeNull()
  expect(screen.queryByText('Then it is scored')).toBeNull()
})

it('the giver is spoken to as the giver, on another device too', async () => {
  signIn()
  outbox.set({})
  show({ path: `/records/${records[2]?.record}` })
  expect(await screen.findByText('You were paid 31 KULA')).toBeTruthy()
})

it('what waits for its ten seconds is not said to be on its way', () => {
  const item = newItem('a', '', '', rating([], 1), 'Why?', 1)
  const [row] = rowsOf([], [item], '0x')
  expect(stateOf(row as Row, null, translate, 'en').text).toBe('Not sent yet')
})

it('what scored too low is not said to be paid, while objections are open', () => {
  const reported = { ...records[1], score: 49, pay: { credit: 0, price: '1', amount: '0', final: false } }
  const [row] = rowsOf([reported as RecordStatus], [], '0x')
  expect(stateOf(row as Row, null, translate, 'en').text).toBe('Scored 49 · pays above 64')
})

it('no score is foretold for what the server refused', async () => {
  const item = newItem('a', '', '', rating([], 1), 'Why?', 1)
  outbox.set({ [item.id]: { ...item, state: 'refused', problem: 'malformed' } })
  show({ path: `/records/${item.id}` })
  expect(await screen.findByText('Not taken by the server, kept here')).toBeTruthy()
  expect(screen.queryByText('Then it is scored')).toBeNull()
})
