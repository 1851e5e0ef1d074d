// A record's story: each step says whether this device has checked it, and a step that lies is named.
import type { Network, RecordStatus, Trace } from '@kula/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render as renderBare, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { translate } from '../../i18n'
import { about } from '../../testing/gateway'
import { type Row, stateOf } from '../rows'
import { hillOf } from './hill'
import { RecordStory } from './RecordStory'
import { ScoreFact } from './ScoreFact'

vi.setConfig({ testTimeout: 20_000 })
const hash = `0x${'7'.repeat(64)}` as const
const status = {
  record: hash,
  kind: 'rating',
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

function render(story: ReactNode): void {
  renderBare(<QueryClientProvider client={new QueryClient()}>{story}</QueryClientProvider>)
}

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

it('a score stands beside those of its kind in that round', async () => {
  const others = { kind: 'rating', records: 37, low: 70, middle: 104, high: 150, bins: [0, 2, 4, 1] }
  vi.stubGlobal('fetch', async (url: string) => Response.json(url === '/v1/epochs/4' ? { scores: [others] } : {}))
  render(<RecordStory row={row} trace={null} network={network} isMine />)
  expect(await screen.findByText(/37 records of this kind/)).toBeDefined()
  expect(screen.getByText(/scored between 70 and 150, the middle one 104/)).toBeDefined()
  expect(screen.getAllByRole('img', { name: /Your score 126 .* Half of such records scored between 70/ })).toHaveLength(
    2,
  )
})

it.each([
  ['few records', { scores: [] }],
  ['an older server', {}],
  ['no answer', 503],
])('with %s the score stands beside the floor alone', async (_why, answer) => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return typeof answer === 'number' ? new Response('', { status: answer }) : Response.json(answer)
  })
  render(<RecordStory row={row} trace={null} network={network} isMine />)
  await waitFor(() => expect(asked).toContain('/v1/epochs/4'))
  expect(screen.getAllByRole('img', { name: 'Your score 126 of 255. Pay starts above 64.' })).toHaveLength(2)
  expect(screen.queryByText(/of this kind/)).toBeNull()
})

it('the hill of scores is highest where most are', () => {
  expect(hillOf([0, 2, 1, 0], (score) => score, 10, 50)).toBe('M0 50L32 50L96 10L160 30L224 50L255 50Z')
})
