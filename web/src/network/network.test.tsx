// The public pages: what the chain says is shown as it is, what is not known is a dash, and an operator's text is only text.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ComponentType } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { Route, Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { network as known } from '../connect/gateway'
import { session } from '../connect/sessions'
import { outbox } from '../feedback/outbox'
import { DatasetView } from '../models/DatasetView'
import { ModelsView } from '../models/ModelsView'
import { network } from '../testing/network'
import { signIn } from '../testing/samples'
import type { State } from '../testing/states'
import { answerFrom } from '../testing/world'
import { NetworkView } from './NetworkView'

// The answers stay until the next test gives its own, because a view may still ask when its test is over.
afterEach(() => {
  cleanup()
  session.set(null)
  outbox.set({})
})

function show(View: ComponentType, state: State, route = state.path) {
  vi.stubGlobal('fetch', answerFrom(state))
  known.set(network)
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const { hook } = memoryLocation({ path: state.path })
  render(
    <QueryClientProvider client={client}>
      <Router hook={hook}>
        <Route path={route}>
          <View />
        </Route>
      </Router>
    </QueryClientProvider>,
  )
}

it('lists validators by stake, gateways and rounds, from the chain', async () => {
  show(NetworkView, { path: '/network' })
  expect(await screen.findByText('7 validators')).toBeTruthy()
  expect(screen.getByText('227,500 KULA at stake in all')).toBeTruthy()
  expect(screen.getByText('and 2 more, with less stake')).toBeTruthy()
  expect(await screen.findByText('kula.second.example')).toBeTruthy()
  expect(await screen.findByText('86,310')).toBeTruthy()
  expect(screen.getByRole('row', { name: '417 Open to objections 1,017' })).toBeTruthy()
})

it('a chain and a gateway that do not answer leave dashes, and a way to ask again', async () => {
  show(NetworkView, { path: '/network', answers: { '*': 503 } })
  await waitFor(() => expect(screen.getAllByText('The chain does not answer.')).toHaveLength(2))
  expect(screen.getAllByText('—').length).toBeGreaterThanOrEqual(8)
  expect(screen.queryByText('0')).toBeNull()
})

it('of a network that is not known, no round is said to be the first', () => {
  show(NetworkView, { path: '/network' })
  act(() => known.set(null))
  expect(screen.queryByText('The first round has not ended yet.')).toBeNull()
  expect(screen.queryByRole('table')).toBeNull()
})

it.each([
  ['models', ModelsView, 'Loading'],
  ['datasets', DatasetView, 'Loading'],
])('a slow answer is no empty page of %s', (path, View, words) => {
  show(View, { path: `/${path}/7`, answers: { '*': 'never' } }, `/${path}/:version`)
  expect(screen.getAllByText(words).length).toBeGreaterThan(0)
})

it('a model names its version, its data and its vote', async () => {
  show(ModelsView, { path: '/models' })
  expect(await screen.findByRole('heading', { name: 'Kula 8 is the model you talk to' })).toBeTruthy()
  expect(screen.getByText('Waits for its vote')).toBeTruthy()
  const links = screen.getAllByRole('link', { name: /dataset 7/i })
  expect(links.map((link) => link.getAttribute('href'))).toEqual(Array(links.length).fill('/datasets/7'))
})

it('a dataset tells its rounds, who learned from it, and how many of its rounds’ records are mine', async () => {
  signIn()
  show(DatasetView, { path: '/datasets/8', answers: { '/v1/datasets': datasetOf(8, 400, 420) } }, '/datasets/:version')
  expect(await screen.findByText('400–420')).toBeTruthy()
  expect(await screen.findByText('Kula 9')).toBeTruthy()
  expect(await screen.findByText('1 paid record of these rounds')).toBeTruthy()
})

it('a dataset of one round names it once', async () => {
  show(DatasetView, { path: '/datasets/8', answers: { '/v1/datasets': datasetOf(8, 400, 400) } }, '/datasets/:version')
  expect(await screen.findByText('400')).toBeTruthy()
  expect(screen.queryByText(/–400/)).toBeNull()
})

it('a dataset that is not there says so', async () => {
  show(DatasetView, { path: '/datasets/99' }, '/datasets/:version')
  expect(await screen.findByText('There is no such dataset')).toBeTruthy()
})

function datasetOf(version: number, first_epoch: number, last_epoch: number) {
  return { datasets: [{ version, cid: 'bafyset8', rows: 10, parent: 7, first_epoch, last_epoch }] }
}

it('validators: who was absent, and who lost the seat; a gateway that does not tell it says so', async () => {
  show(NetworkView, { path: '/network' })
  expect(await screen.findByText('Missed 2 rounds')).toBeTruthy()
  expect(screen.getByText('scored in 10 of 12 rounds')).toBeTruthy()
  expect(screen.getAllByText('Always there')).toHaveLength(4)
  expect(screen.getByText(/^Lost its seat until/)).toBeTruthy()
  expect(screen.getByText(/this server’s count over the last 12 rounds/)).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'and 2 more, with less stake' }))
  expect(screen.getAllByText('Always there')).toHaveLength(6)
  cleanup()
  show(NetworkView, { path: '/network', answers: { '/v1/network/validators': 503 } })
  expect(await screen.findByText('This server does not tell who was absent.')).toBeTruthy()
  expect(screen.getByText('7 validators')).toBeTruthy()
})
