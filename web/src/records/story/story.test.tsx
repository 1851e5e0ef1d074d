// A record's story: each step says whether this device has checked it, and a step that lies is named.
import type { Network, RecordStatus, Trace } from '@kula/client'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { translate } from '../../i18n'
import { about } from '../../testing/gateway'
import { type Row, stateOf } from '../rows'
import { RecordStory } from './RecordStory'
import { ScoreFact } from './ScoreFact'

vi.setConfig({ testTimeout: 20_000 })
const hash = `0x${'7'.repeat(64)}` as const
const status = {
  record: hash,
  state: 'final',
  epoch: 4,
  score: 126,
  floor: 64,
  reasons: [],
  pay: { credit: 62, price: '500000000000000000', amount: '31000000000000000000', final: true },
} as unknown as RecordStatus
const row: Row = { id: hash, kind: 'rating', title: 'Why?', sent: 1, status, item: null }
const place = { leaf: hash, count: 2, index: 1, proof: [hash], root: hash }
const trace = {
  hash,
  record: { owner: about.gateway, kind: 'rating', commitment: hash, licence: 'CC0-1.0', parent: hash, nonce: '5' },
  grant: { owner: about.gateway, key: about.gateway, payTo: about.gateway, licences: [], origin: '', nonce: '1' },
  gateway: about.gateway,
  signature: `0x${'1'.repeat(130)}`,
  grant_signature: `0x${'1'.repeat(130)}`,
  receipt: `0x${'1'.repeat(130)}`,
  seq: 3,
  last_epoch: 9,
  steps: [
    { step: 'batch', number: 1, epoch: 4, position: 1, block: '', ...place },
    { step: 'row', epoch: 4, report: hash, final: true, ...place, row: { t: 0, pos: 1, pay_to: about.gateway } },
    { step: 'dataset', version: 7, manifest: 'bafy', row: hash },
    { step: 'model', version: 8, manifest: 'bafy8', state: 'adopted', served: true },
  ],
} as unknown as Trace
const network = {
  ...about,
  parameters: {},
  addresses: { ...about.addresses, reports: about.gateway, token: about.gateway },
} as unknown as Network

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('a leaf that is not the record’s is named, and what this page cannot check says so', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ error: 'down' }))
  render(<RecordStory row={row} trace={trace} network={network} isMine />)
  expect(screen.getByText('It was posted in round 4')).toBeDefined()
  expect(screen.getByText('It became part of dataset 7')).toBeDefined()
  expect(screen.getByText('You talk to it now')).toBeDefined()
  // The receipt and the batch do not fit.
  expect((await screen.findAllByRole('alert')).length).toBeGreaterThanOrEqual(2)
  expect(screen.getAllByText(/the server’s word/).length).toBeGreaterThanOrEqual(2)
})

it('a record without a trace tells what is known', () => {
  render(<RecordStory row={row} trace={null} network={network} isMine />)
  expect(screen.getByText('The validators scored it 126')).toBeDefined()
  expect(screen.queryByText(/It was posted/)).toBeNull()
})

it('another person’s record does not speak to the viewer as to its giver', () => {
  render(<RecordStory row={row} trace={null} network={network} isMine={false} />)
  expect(screen.getByText('Somebody rated an answer')).toBeDefined()
  expect(screen.getByText('It was paid 31 KULA')).toBeDefined()
  expect(screen.getByRole('list').textContent).not.toMatch(/\byou\b/i)
})

it.each([
  ['taken back', { ...status, state: 'received', score: null, pay: null, withheld: 'taken-back' }],
  ['not known', null],
])('no score is foretold for a record that is %s', (_why, now) => {
  render(<RecordStory row={{ ...row, status: now as RecordStatus | null }} trace={null} network={network} isMine />)
  expect(screen.queryByText('Then it is scored')).toBeNull()
})

it.each([
  ['first', /a first look by this server/],
  ['whole', /whole estimate; the validators decide/],
])('an estimate of the %s stage says which it is', (stage, words) => {
  const estimate = { score: 118, stage, reasons: [], scorer: hash, at: 1 }
  const estimated = { ...status, state: 'received', score: null, pay: null, estimate } as unknown as RecordStatus
  render(<ScoreFact status={estimated} floor={64} />)
  expect(screen.getByText(words)).toBeDefined()
  const short = stateOf({ ...row, status: estimated }, null, translate, 'en').text
  expect(short).toBe(stage === 'first' ? 'First look: 118' : 'Estimate 118')
})
