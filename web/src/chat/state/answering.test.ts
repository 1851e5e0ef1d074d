// A half answer survives a reload and a lost network, and goes on by its id.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { keep, reopen } from '../../storage/database'
import { about } from '../../testing/gateway'
import { resumeAll, write } from './answering'
import { retry } from './asking'
import { chats, loadChats, put, save } from './chats'
import { add, emptyChat, type Turn } from './talk'

const turn = (id: string, role: Turn['role'], more: Partial<Turn>): Turn => ({
  id,
  parent: role === 'user' ? null : 'q',
  role,
  content: '',
  at: Date.now(),
  state: 'complete',
  ...more,
})
const talk = (answer: Partial<Turn>) =>
  add(add(emptyChat('c', null, 0), turn('q', 'user', { content: 'Why?' })), turn('a', 'assistant', answer))
const chunk = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'run-1', choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
const whole = `${chunk('Because ')}${chunk('of air.')}${chunk('', 'stop')}data: [DONE]\n\n`
const answer = () => chats.get().c?.turns.a

let asked: string[] = []
let respond: (url: string) => Response = () => new Response(whole)

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  asked = []
  chats.set({})
  network.set(about)
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return respond(url)
  })
})
afterEach(() => vi.unstubAllGlobals())

it('a reload reads the running answer again', async () => {
  await keep('chats', 'c', talk({ content: 'Because ', state: 'writing', run: 'run-1' }))
  await loadChats()
  expect(answer()).toMatchObject({ content: 'Because ', state: 'broken' })
  respond = () => new Response(whole)
  await resumeAll()
  expect(asked).toEqual(['/v1/chat/completions/run-1'])
  expect(answer()).toMatchObject({ content: 'Because of air.', state: 'complete', run: undefined })
})

it('what the gateway has forgotten keeps its half', async () => {
  put(talk({ content: 'Because ', state: 'broken', run: 'run-1' }))
  respond = () => Response.json({ error: { message: 'gone', code: 'not-found' } }, { status: 404 })
  await resumeAll()
  expect(answer()).toMatchObject({ content: 'Because ', state: 'broken', run: undefined })
  expect(answer()?.problem).toBeUndefined()
})

it('a stream that breaks keeps its id, and no shorter text takes its place', async () => {
  put(talk({ state: 'writing' }))
  respond = () => new Response(chunk('Because of'))
  await write('c', 'a')
  expect(answer()).toMatchObject({ content: 'Because of', state: 'broken', run: 'run-1' })
  respond = () => new Response(chunk('Beca'))
  await resumeAll()
  expect(answer()).toMatchObject({ content: 'Because of', state: 'broken', run: 'run-1' })
  await save()
})

it('an answer that is being corrected is not written on', async () => {
  put({ ...talk({ content: 'Because ', state: 'broken', run: 'run-1' }), drafts: { a: 'Because of' } })
  await resumeAll()
  expect(asked).toEqual([])
})

it('a busy gateway says when it is asked again, and the same answer is written then', async () => {
  put(talk({ state: 'writing' }))
  const refusal = { type: 'x/busy', title: '', status: 503, detail: '' }
  respond = () => Response.json(refusal, { status: 503, headers: { 'retry-after': '40' } })
  const before = Date.now()
  await write('c', 'a')
  expect(answer()).toMatchObject({ state: 'broken', problem: 'busy', retry: { tries: 1 } })
  expect(answer()?.retry?.at).toBeGreaterThanOrEqual(before + 40_000)
  await retryAgain()
  expect(answer()?.retry?.tries).toBe(2)
  respond = () => new Response(whole)
  await retryAgain()
  expect(answer()).toMatchObject({ content: 'Because of air.', state: 'complete' })
  expect(Object.keys(chats.get().c?.turns ?? {})).toEqual(['q', 'a'])
})

it('a network that is lost meanwhile is no busy gateway', async () => {
  put(talk({ state: 'writing', retry: { at: 1, tries: 1 } }))
  respond = () => {
    throw new TypeError('Failed to fetch')
  }
  await write('c', 'a')
  expect(answer()).toMatchObject({ state: 'broken', problem: 'unreachable', retry: undefined })
})

async function retryAgain(): Promise<void> {
  retry('c', 'a')
  expect(answer()).toMatchObject({ state: 'writing', problem: undefined })
  await vi.waitFor(() => expect(answer()?.state).not.toBe('writing'), { timeout: 20_000 })
}
