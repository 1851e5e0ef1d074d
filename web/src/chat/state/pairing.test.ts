// Two half answers survive a reload and a lost network, and go on by the id of their pair.
import { eventsOf, offerOf } from '@kula/client/testing/pairing'
import { privateKeyToAccount } from 'viem/accounts'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { session } from '../../connect/sessions'
import { keep, reopen } from '../../storage/database'
import { about, gateway, owned } from '../../testing/gateway'
import { resumeAll } from './answering'
import { chats, loadChats, put, save } from './chats'
import { writePair } from './pairing'
import { add, emptyChat, type Turn } from './talk'

const key = privateKeyToAccount(owned.secret).address
const texts = { a: 'Because of the air above.', b: 'Nobody can say.' }
const question: Turn = { id: 'q', parent: null, role: 'user', content: 'Why?', at: 1, state: 'complete' }
const side = (id: string, against: string, more: Partial<Turn> = {}): Turn => ({
  ...{ id, against, parent: 'q', role: 'assistant', content: '', at: Date.now(), state: 'writing' },
  ...more,
})
const talk = (a: Partial<Turn> = {}, b: Partial<Turn> = {}) =>
  add(add(add(emptyChat('c', null, 0), question), side('a', 'b', a)), side('b', 'a', b))
const turns = () => chats.get().c?.turns ?? {}
const states = () => [turns().a?.state, turns().b?.state]

let offer: Awaited<ReturnType<typeof offerOf>>
let asked: string[] = []
let respond: () => Response = () => new Response('')

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  asked = []
  chats.set({})
  network.set(about)
  session.set({ ...owned, chain: about.addresses.grants })
  offer = await offerOf(gateway, about, key, [{ role: 'user', content: 'Why?' }])
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return respond()
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  session.set(null)
})

const whole = () => new Response(eventsOf(offer, texts))
const half = () => {
  const all = eventsOf(offer, texts)
  return new Response(all.slice(0, all.lastIndexOf('data: {"side"')))
}

it('a stream that breaks keeps its halves, and a reload reads them again', async () => {
  put(talk())
  respond = half
  await writePair('c', 'a', 'b')
  expect(states()).toContain('broken')
  expect(turns().a?.content).toBe(texts.a)
  await save()
  chats.set({})
  await loadChats()
  respond = whole
  await resumeAll()
  expect(asked).toEqual(['/v1/pairs', `/v1/pairs/${offer.pair}`])
  expect(turns()).toMatchObject({ a: { content: texts.a, run: undefined }, b: { content: texts.b, run: undefined } })
  expect(states()).toEqual(['complete', 'complete'])
})

it('a pair that was being written when the page went away goes on', async () => {
  const more = { content: 'Beca', pair: { offer, side: 'a' as const }, key, run: offer.pair }
  await keep('chats', 'c', talk(more, { ...more, content: '', pair: { offer, side: 'b' } }))
  await loadChats()
  expect(states()).toEqual(['broken', 'broken'])
  respond = whole
  await resumeAll()
  expect(asked).toEqual([`/v1/pairs/${offer.pair}`])
  expect(states()).toEqual(['complete', 'complete'])
  expect(turns().b?.content).toBe(texts.b)
})

it('what the gateway has forgotten keeps its halves, and is not asked for again', async () => {
  const more = { content: 'Beca', state: 'broken' as const, key, run: offer.pair }
  put(talk({ ...more, pair: { offer, side: 'a' } }, { ...more, pair: { offer, side: 'b' } }))
  respond = () => Response.json({ type: 'x/not-found', detail: '', title: '', status: 404 }, { status: 404 })
  await resumeAll()
  expect(turns().a).toMatchObject({ content: 'Beca', state: 'broken', run: undefined })
  await resumeAll()
  expect(asked).toHaveLength(1)
})

it('a pair to which the gateway did not commit is none', async () => {
  put(talk())
  offer = { ...offer, prompt_hash: `0x${'0'.repeat(64)}` }
  respond = whole
  await writePair('c', 'a', 'b')
  expect(states()).toEqual(['broken', 'broken'])
  expect(turns().a?.run).toBeUndefined()
})
