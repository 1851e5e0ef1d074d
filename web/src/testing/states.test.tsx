// Every view in every state that its gallery shows: it has one heading, and nothing in it breaks.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { App } from '../App'
import { chats, loaded } from '../chat/state/chats'
import { deleting } from '../chat/state/deleting'
import { close } from '../connect/flow'
import { askNetwork, isReachable, network } from '../connect/gateway'
import { isEnded, session } from '../connect/sessions'
import { outbox } from '../feedback/outbox'
import { preview } from '../feedback/preview/preview'
import { modelSeen } from '../frame/banners/modelSeen'
import { isChatsOpen } from '../frame/chatsOpen'
import { chooseLanguage } from '../i18n'
import { cancel } from '../import/state/reading'
import { waiting } from '../offline/updates'
import { queries } from '../queries'
import { reopen } from '../storage/database'
import type { State, States } from './states'
import { targetOf } from './steps'
import { answerFrom } from './world'

const modules = import.meta.glob<{ states: States }>('../**/*.states.ts', { eager: true })
const cases = Object.entries(modules).flatMap(([file, { states }]) =>
  Object.entries(states).map(([name, state]) => [file.replace(/^.*\/|\.states\.ts$/g, ''), name, state] as const),
)

beforeEach(async () => {
  queries.clear()
  queries.setDefaultOptions({ queries: { retry: false } })
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  for (const list of [chats, outbox]) list.set({})
  for (const flag of [isEnded, isChatsOpen]) flag.set(false)
  for (const nothing of [session, preview, waiting, network]) nothing.set(null)
  isReachable.set(true)
  modelSeen.set(0)
  loaded.set(true)
  deleting.set('')
  close()
  cancel()
})

// The answers stay until the next test gives its own, because a view may still ask when its test is over.
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

async function show(state: State): Promise<string[]> {
  const faults: string[] = []
  vi.spyOn(console, 'error').mockImplementation((...words) => void faults.push(words.map(String).join(' ')))
  vi.stubGlobal('fetch', answerFrom(state))
  if (state.isOffline) vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  if (!state.wait) await askNetwork().catch(() => undefined)
  await state.prepare?.()
  render(
    <Router hook={memoryLocation({ path: state.path }).hook}>
      <App />
    </Router>,
  )
  // The first view of each kind is loaded when it is shown.
  await waitFor(() => expect(document.querySelectorAll('h1')).toHaveLength(1), { timeout: 20_000 })
  for (const step of state.steps ?? []) {
    const target = await waitFor(() => targetOf(step), { timeout: 20_000 })
    if (!Array.isArray(step)) fireEvent.click(target)
    else fireEvent.change(target, { target: { value: step[1] } })
  }
  return faults
}

describe('views', { timeout: 60_000 }, () => {
  it.each(cases)('%s, %s', async (_view, _name, state) => {
    const faults = await show(state)
    expect(screen.queryByText('This part did not load')).toBeNull()
    expect(faults).toEqual([])
  })

  const full = cases.filter(([view, name]) => name === 'full' && view !== 'ConnectSheets')
  const bent = {
    ...{ epoch: 3, records: null, next: 5, models: {}, datasets: 7, tasks: 'x', validators: null, clock: 'x' },
    ...{
      parameters: null,
      served: [],
      earned: 'abc',
      paid: '-',
      pending: null,
      grants: {},
      days: {},
      keys: 5,
      steps: 1,
    },
  }
  const shapes = Object.entries({ nothing: {}, list: [], bent })
  it.each(full.flatMap(([view, , state]) => shapes.map(([name, answer]) => [view, name, state, answer] as const)))(
    '%s, when the gateway answers in another shape: %s',
    async (_view, _name, state, answer) => {
      await show({ ...state, steps: [], answers: { '/v1/network': answer, '*': answer } })
      await new Promise((done) => setTimeout(done, 50))
      expect(screen.queryByText('This part did not load')).toBeNull()
    },
  )

  it.each(cases.filter(([, , state]) => state.steps))(
    '%s, %s: its steps are taken in Chinese too',
    async (_view, _name, state) => {
      await chooseLanguage('zh')
      await show(state).finally(() => chooseLanguage('en'))
    },
  )

  it('in Chinese no English sentence is left', async () => {
    await chooseLanguage('zh')
    await show({ path: '/import' })
    expect(document.querySelector('main')?.textContent).not.toMatch(/[a-z]+ [a-z]+ [a-z]+ [a-z]+/)
    await chooseLanguage('en')
  })

  it('every view with content of the gateway registers the six states', () => {
    const still = ['HelpView', 'NotFound', 'ConnectSheets']
    for (const [file, { states }] of Object.entries(modules))
      if (!still.some((view) => file.includes(view)))
        expect([file, Object.keys(states)]).toEqual([
          file,
          expect.arrayContaining(['empty', 'loading', 'error', 'full', 'offline', 'late']),
        ])
  })

  it('the list of chats finds by words, and says when nothing is found', async () => {
    const chat = cases.find(([view, name]) => view === 'ChatView' && name === 'chats')?.[2]
    if (chat) await show(chat)
    const search = screen.getByRole('searchbox', { name: 'Search chats' })
    fireEvent.change(search, { target: { value: 'SHEET music' } })
    expect(screen.getByRole('dialog').querySelectorAll('a')).toHaveLength(1)
    fireEvent.change(search, { target: { value: 'yeast' } })
    expect(screen.getByText('No chat has these words')).toBeTruthy()
  })
})
