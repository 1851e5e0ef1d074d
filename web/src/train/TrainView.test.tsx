// Help train: tasks open as chats that are ready to work on, and unknown pay is no zero.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { chats } from '../chat/state/chats'
import { path } from '../chat/state/talk'
import { network } from '../connect/gateway'
import { session } from '../connect/sessions'
import { reopen } from '../storage/database'
import { about, owned, problem } from '../testing/gateway'
import { startTask } from './startTask'
import { TrainView } from './TrainView'
import { tasks, typical } from './TrainView.states'
import { languageName, languagesOf } from './typical'

vi.setConfig({ testTimeout: 20_000 })
let asked: string[] = []

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  asked = []
  chats.set({})
  network.set({ ...about, typical } as typeof about)
  session.set(owned)
})
afterEach(() => {
  cleanup()
  session.set(null)
  vi.unstubAllGlobals()
})

function show(answer: () => Response | Promise<Response>) {
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return answer()
  })
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <TrainView />
    </QueryClientProvider>,
  )
}

it('shows the next task with its typical pay, by language', async () => {
  show(() => Response.json({ tasks }))
  expect(await screen.findByText(/Explain to my grandmother/)).toBeDefined()
  expect(asked).toEqual([`/v1/tasks?key=${owned.key}&most=6`])
  expect(screen.getByText(/about 30 s · typical 18 KULA/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: '中文' }))
  expect(screen.getByRole('button', { name: /Correct an answer.*38 KULA/ })).toBeDefined()
  expect(screen.getByRole('button', { name: /Rate an answer.*Not known yet/ })).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Another one' }))
  expect(screen.getByText(/When was the first Moon landing/)).toBeDefined()
})

it('a kind without a task is not offered', async () => {
  show(() => Response.json({ tasks: tasks.slice(1, 2) }))
  expect(await screen.findByRole('button', { name: 'Correct an answer' })).toBeDefined()
  expect(screen.queryByText('Compare two answers')).toBeNull()
  expect(screen.queryByText('Write a good answer')).toBeNull()
  expect(screen.queryByText('Label an answer')).toBeNull()
})

it('a task to correct opens its answer in the editor, and is not offered again', async () => {
  show(() => Response.json({ tasks }))
  await screen.findByText(/Explain to my grandmother/)
  const [, task] = tasks
  if (!task) throw new Error('no task')
  const id = startTask({ ...task, answer: { model: '0x01', signature: '0x02' } })
  const chat = chats.get()[id]
  const last = chat && path(chat).at(-1)
  expect(last).toMatchObject({ role: 'assistant', answer: { signature: '0x02' }, key: owned.key })
  expect(chat?.drafts[last?.id ?? '']).toBe('On 21 July 1969, by Apollo 12.')
  fireEvent.click(screen.getByRole('button', { name: 'Another one' }))
  expect(screen.queryByText(/Moon landing/)).toBeNull()
})

it('a guest sees what pays and the way in, and holds no task', () => {
  session.set(null)
  show(() => Response.json({ tasks }))
  expect(screen.getByRole('button', { name: 'Get paid for feedback' })).toBeDefined()
  expect(asked).toEqual([])
})

it.each([
  ['unavailable', 503, 'Not known right now'],
  ['unknown-grant', 404, 'Tasks are for people with an account'],
])('%s is said', async (slug, status, words) => {
  show(problem(slug, status))
  expect(await screen.findByText(words)).toBeDefined()
})

it('languages are named in themselves', () => {
  expect(languagesOf(typical)).toEqual(['en', 'zh'])
  expect([languageName('zh'), languageName('en'), languageName('CYRILLIC')]).toEqual(['中文', 'English', 'Cyrillic'])
})
