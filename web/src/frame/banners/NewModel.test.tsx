// A new model is told of once: not to a person who is new, and not again after it was closed.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { session } from '../../connect/sessions'
import { outbox } from '../../feedback/outbox'
import { queries } from '../../queries'
import { network as known, models } from '../../testing/network'
import { account, page, records, signIn } from '../../testing/samples'
import { answerFrom } from '../../testing/world'
import { Banners } from './Banners'
import { modelSeen } from './modelSeen'

beforeEach(() => {
  queries.clear()
  localStorage.clear()
  modelSeen.set(0)
  network.set(known)
  vi.stubGlobal('fetch', answerFrom({ path: '/' }))
})
afterEach(() => {
  cleanup()
  session.set(null)
  outbox.set({})
  vi.unstubAllGlobals()
})

it('a person who is new here is told of no change', () => {
  render(<Banners />)
  expect(screen.queryByText(/is here/)).toBeNull()
  expect(localStorage.getItem('kula.model')).toBe('8')
})

it('a new model is told of until it is closed, and then no more', async () => {
  modelSeen.set(7)
  render(<Banners />)
  expect((await screen.findByText('Kula 8 is here.')).parentElement?.textContent).toContain('You talk to it now.')
  expect(screen.getByRole('link', { name: 'What changed' }).getAttribute('href')).toBe('/models')
  fireEvent.click(screen.getByRole('button', { name: 'Close' }))
  expect(screen.queryByText('Kula 8 is here.')).toBeNull()
  expect(localStorage.getItem('kula.model')).toBe('8')
})

it('whoever gave records of its rounds is told how many', async () => {
  modelSeen.set(7)
  signIn()
  const within = records.map((record) => ({ ...record, epoch: record.epoch && 360 }))
  const answers = {
    '/v1/datasets': { datasets: [{ version: 7, cid: 'b', rows: 9, parent: 0, first_epoch: 350, last_epoch: 399 }] },
    '/v1/network/models': models,
    [`/v1/accounts/${account.account}/records`]: { ...page, records: within },
  }
  vi.stubGlobal('fetch', answerFrom({ path: '/', answers }))
  render(<Banners />)
  expect(await screen.findByText(/1 paid record of yours came in the rounds/)).toBeTruthy()
})
