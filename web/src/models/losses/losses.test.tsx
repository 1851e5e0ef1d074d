// The losses of models: the chain's numbers of the last vote, the middle of what its validators posted.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { network as known } from '../../connect/gateway'
import { numbersOf } from '../../testing/chain'
import { models, network } from '../../testing/network'
import type { Answer } from '../../testing/states'
import { answerFrom } from '../../testing/world'
import { LossCard } from './LossCard'
import { readLosses } from './readLosses'

vi.setConfig({ testTimeout: 20_000 })
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(answers: Record<string, Answer> = {}, some = models.models): void {
  vi.stubGlobal('fetch', answerFrom({ path: '/models', answers }))
  known.set(network)
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <LossCard models={some} />
    </QueryClientProvider>,
  )
}

it('each adopted model stands with the middle of what was measured in its last vote', async () => {
  show()
  const charts = await screen.findAllByRole('img')
  expect(charts.map((chart) => chart.getAttribute('aria-label'))).toEqual(
    Array(2).fill('Loss on unseen records, lower is better: Kula 6 2.561, Kula 7 2.412, Kula 8 2.248.'),
  )
  expect(charts[0]?.querySelectorAll('.ring-dot')).toHaveLength(3)
})

it('a chain that names none of them shows nothing', async () => {
  show({ '/rpc': { result: [] } })
  await vi.waitFor(() => expect(screen.queryByRole('region')).toBeNull())
  cleanup()
  show(
    {},
    models.models.filter(({ version }) => version === 9),
  )
  expect(screen.queryByRole('region')).toBeNull()
})

it('a silent chain is said', async () => {
  show({ '/rpc': 503 })
  expect(await screen.findByText('Not known right now')).toBeTruthy()
})

it('a post of another shape is left out', async () => {
  const good = numbersOf(8, 1, 0, 2_430, 2_248)
  vi.stubGlobal('fetch', async () => Response.json({ result: [{ ...good, data: '0x01' }, good] }))
  expect(await readLosses(network)).toEqual(new Map([[8, { before: 2_430, after: 2_248, seats: 1 }]]))
})
