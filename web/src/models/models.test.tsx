// Side by side: both answers as the chat shows them, whose word they are, and what is said if they are not there.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { network as known } from '../connect/gateway'
import { models, network } from '../testing/network'
import { samples, withSamples } from '../testing/published'
import type { Answer } from '../testing/states'
import { answerFrom } from '../testing/world'
import { SideBySide } from './SideBySide'

vi.setConfig({ testTimeout: 20_000 })
const manifest = `/v1/published/${withSamples[0]}`

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(version: number, answers: Record<string, Answer> = {}, changes: object = {}) {
  vi.stubGlobal('fetch', answerFrom({ path: '/models', answers }))
  known.set(network)
  const model = models.models.find((one) => one.version === version)
  if (!model) throw new Error('no such model')
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SideBySide model={{ ...model, ...changes }} />
    </QueryClientProvider>,
  )
}

it('the served model shows each question with its parent’s answer and its own, and who says so', async () => {
  show(8)
  const question = await screen.findByRole('heading', { name: samples[0]?.prompt as string })
  const both = within(question.parentElement as HTMLElement)
  const answerOf = (name: string) => both.getByText(name).nextElementSibling as HTMLElement
  await waitFor(() => expect(answerOf('Kula 7').querySelectorAll('p')).toHaveLength(3))
  expect(answerOf('Kula 8').querySelector('strong')?.textContent).toBe('Peel it')
  expect(answerOf('Kula 8').textContent).toContain('<img src=x onerror=alert(1)>')
  expect(document.querySelector('dd img')).toBeNull()
  expect(screen.getByText(/They are its word/).textContent).toContain('in the file that the chain names')
  expect(screen.getByText('kula model samples 8')).toBeTruthy()
  expect(screen.getAllByText('Both answers are the same.')).toHaveLength(1)
})

it('a silent chain leaves the server’s word', async () => {
  show(8, { '/rpc': 503 })
  expect((await screen.findByText(/They are its word/)).textContent).toContain('is the server’s word')
})

it('other bytes, and another manifest than the chain’s, are a lie', async () => {
  show(8, { [manifest]: new Uint8Array(9) })
  expect((await screen.findByRole('alert')).textContent).toContain('This server is wrong')
  cleanup()
  show(8, {}, { cid: models.models.find((one) => one.version === 7)?.cid })
  expect((await screen.findByRole('alert')).textContent).toContain('This server is wrong')
})

it('a file that is not there can be asked for again', async () => {
  show(8, { [manifest]: 404 })
  expect(await screen.findByText(/has not read the answers yet/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy()
})

it('an older model has none; a candidate’s are not shown before its vote; nothing is asked before it is opened', async () => {
  show(7)
  expect(screen.queryByText('Checking on this device')).toBeNull()
  open()
  expect(await screen.findByText('Its trainer published no answers with it.')).toBeTruthy()
  cleanup()
  show(9)
  open()
  expect(await screen.findByText(/once validators adopt it/)).toBeTruthy()
})

function open(): void {
  const details = document.querySelector('details') as HTMLDetailsElement
  details.open = true
  fireEvent(details, new Event('toggle'))
}
