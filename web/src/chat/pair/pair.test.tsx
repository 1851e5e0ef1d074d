// A blind pair: nothing tells the model before the choice, the reveal is checked, and the choice becomes one record.
import { eventsOf, offerOf, revealOf } from '@kula/client/testing/pairing'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { privateKeyToAccount } from 'viem/accounts'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { session } from '../../connect/sessions'
import { outbox } from '../../feedback/outbox'
import { useObservable } from '../../parts/observable'
import { reopen } from '../../storage/database'
import { about, gateway, owned } from '../../testing/gateway'
import { compare } from '../state/asking'
import { chats, put } from '../state/chats'
import { add, emptyChat, path, type Turn } from '../state/talk'
import { undecided } from '../state/undecided'
import { Thread } from '../Thread'
import { PairDock } from './PairDock'

vi.setConfig({ testTimeout: 20_000 })

const asked: Turn = { id: 'q', parent: null, role: 'user', content: 'Why?', at: 1, state: 'complete' }
const talk = [{ role: 'user', content: 'Why?' }] as const
const texts = { a: 'Because of the air above.', b: 'Nobody can say.' }
const now = { ...about, served: { model: 8, manifest: `0x${'1'.repeat(64)}` } } as typeof about
let choices: string[] = []
let lie = (shown: object): object => shown

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  choices = []
  lie = (shown) => shown
  outbox.set({})
  network.set(now)
  session.set({ ...owned, chain: now.addresses.grants })
  const key = privateKeyToAccount(owned.secret).address
  const offer = await offerOf(gateway, now, key, [...talk])
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (url === '/v1/pairs') return new Response(eventsOf(offer, texts))
    if (!url.endsWith('/choice')) return Response.json(now)
    if (choices.length > 3) return new Response('<html>', { status: 502 })
    const { outcome } = JSON.parse(String(request?.body))
    choices.push(outcome)
    return Response.json(lie(await revealOf(gateway, now, offer, texts, outcome)))
  })
  chats.set({})
  put(add(emptyChat('c', null, 0), asked))
  compare('c', 'q')
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const chat = () => chats.get().c ?? emptyChat('c', null, 0)
function Shown() {
  useObservable(chats)
  const open = undecided(chat())
  return (
    <>
      <Thread chat={chat()} turns={path(chat())} />
      {open && <PairDock chat={chat()} question={open.question} pair={open.pair} />}
    </>
  )
}
async function ready() {
  const view = render(<Shown />)
  await waitFor(() => expect(screen.getByRole('button', { name: 'A is better' }).hasAttribute('disabled')).toBe(false))
  return view
}

it('no model is named before the choice, and each is named and checked after it', async () => {
  const view = await ready()
  expect(await screen.findAllByText('Model hidden until you choose')).toHaveLength(2)
  expect(view.container.textContent).not.toMatch(/Kula 8|temperature/)
  fireEvent.click(screen.getByRole('button', { name: 'A is better' }))
  await waitFor(() => expect(Object.values(outbox.get())).toHaveLength(1))
  expect(await screen.findByRole('heading', { name: 'You chose A, the new model' })).toBeDefined()
  expect(screen.getByText('Kula 8')).toBeDefined()
  expect(screen.getByText('An earlier Kula')).toBeDefined()
  expect(screen.getByText('Checked on this device')).toBeDefined()
  const [item] = Object.values(outbox.get())
  expect(item?.content).toMatchObject({ kind: 'preference', outcome: 'a', ...texts })
  expect(item?.content.a_answer).toBeDefined()
  expect(choices).toEqual(['a'])
})

it('the focus stays while a choice is on its way, goes to the message after it, and a second press is no second choice', async () => {
  const view = await ready()
  const button = screen.getByRole('button', { name: 'A is better' })
  button.focus()
  fireEvent.click(button)
  await waitFor(() => expect(button.getAttribute('aria-disabled')).toBe('true'))
  fireEvent.click(button)
  expect(document.activeElement).toBe(button)
  await waitFor(() => expect(undecided(chat())).toBeNull())
  const message = view.container.appendChild(document.createElement('textarea'))
  message.id = 'message'
  await waitFor(() => expect(document.activeElement).toBe(message))
  expect(choices).toEqual(['a'])
})

it('a gateway that reveals something else is named, and gets no record', async () => {
  lie = (shown) => ({ ...shown, salt: `0x${'0'.repeat(64)}` })
  await ready()
  fireEvent.keyDown(window, { key: 'b' })
  await waitFor(() => expect(undecided(chat())).toBeNull())
  expect((await screen.findByRole('alert')).textContent).toContain('something else than it had fixed')
  expect(Object.values(outbox.get())).toHaveLength(0)
})

it('after a choice of B, a phone shows B', async () => {
  await ready()
  const scrolled = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined)
  fireEvent.click(screen.getByRole('button', { name: 'B is better' }))
  await waitFor(() => expect(undecided(chat())).toBeNull())
  expect(await screen.findByRole('button', { name: 'Answer B', pressed: true })).toBeDefined()
  expect((scrolled.mock.contexts.at(-1) as Element).getAttribute('aria-label')).toBe('Answer B')
})

it('a skip is no record, and the chat goes on', async () => {
  await ready()
  fireEvent.click(screen.getByRole('button', { name: 'Skip' }))
  expect(undecided(chat())).toBeNull()
  await waitFor(() => expect(choices).toEqual(['skip']))
  expect(Object.values(outbox.get())).toHaveLength(0)
})

it('a choice that did not arrive is not lost', async () => {
  choices = ['', '', '', '']
  await ready()
  fireEvent.click(screen.getByRole('button', { name: 'Tie' }))
  expect((await screen.findByRole('alert')).textContent).toContain('Choose once more')
  choices = []
  fireEvent.click(screen.getByRole('button', { name: 'Tie' }))
  await waitFor(() => expect(Object.values(outbox.get())[0]?.content.outcome).toBe('tie'))
  await waitFor(() => expect(undecided(chat())).toBeNull())
})

it('an unfinished pair has no winner', async () => {
  chats.set({})
  vi.stubGlobal('fetch', async () => new Response('data: {"problem":"unavailable"}\n\n'))
  put(add(emptyChat('c', null, 0), asked))
  compare('c', 'q')
  await waitFor(() => expect(undecided(chat())?.pair[0].state).toBe('broken'))
  render(<Shown />)
  expect(screen.queryByText('A is better')).toBeNull()
  expect(await screen.findByRole('button', { name: 'Ask again' })).toBeDefined()
})
