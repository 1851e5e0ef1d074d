// Lists of the gateway begin with the oldest. A page shows the newest, and the model that answers however old it is.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network as known } from '../connect/gateway'
import { datasets, models, network } from '../testing/network'
import { useDataset, useDatasets, useModels } from './useModels'

const LAST = 250
const sampleOf: Record<string, object> = {
  models: models.models[0] as object,
  datasets: datasets.datasets[0] as object,
}

function answer(address: string): Response {
  const { pathname, searchParams } = new URL(address, 'https://gateway.example')
  const after = Number(searchParams.get('after'))
  const count = Math.min(Number(searchParams.get('limit') ?? 100), LAST - after)
  const kind = pathname.split('/').at(-1) as string
  const page = Array.from({ length: count }, (_, place) => ({ ...sampleOf[kind], version: after + place + 1 }))
  return Response.json({ last: LAST, [kind]: page })
}

beforeEach(() => {
  vi.stubGlobal('fetch', async (address: string) => answer(address))
  known.set({ ...network, served: { ...network.served, model: 3 } })
})
afterEach(() => vi.unstubAllGlobals())

async function dataOf<T>(use: () => { data: T | undefined }): Promise<T> {
  const client = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  const { result } = renderHook(use, { wrapper })
  await waitFor(() => expect(result.current.data).toBeDefined())
  return result.current.data as T
}

it('the newest hundred are shown, and before them the model that answers', async () => {
  const shown = (await dataOf(useModels)).models.map(({ version }) => version)
  expect(shown).toEqual([3, ...Array.from({ length: 100 }, (_, place) => 151 + place)])
  const sets = (await dataOf(useDatasets)).datasets
  expect([sets[0]?.version, sets.length]).toEqual([151, 100])
})

it('an old dataset is found by its number, and what is no number is none', async () => {
  expect((await dataOf(() => useDataset('7'))).map(({ version }) => version)).toEqual([7])
  expect(await dataOf(() => useDataset('seven'))).toEqual([])
  expect(await dataOf(() => useDataset('0'))).toEqual([])
})
