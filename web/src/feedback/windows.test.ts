// Two windows share one outbox: none writes what it believed over what the other has done, and what is undone never leaves.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askNetwork } from '../connect/gateway'
import { find, keep } from '../storage/database'
import { about, problem, receipt } from '../testing/gateway'
import { emptyOutbox, gate, tap } from '../testing/outbox'
import { type Item, readItem } from './item'
import { isPaused, outbox, pause, pump, sendNow, undo } from './outbox'

// Nothing leaves before the test says so.
beforeEach(async () => {
  await emptyOutbox()
  await pause(true)
})
afterEach(() => {
  isPaused.set(false)
  vi.unstubAllGlobals()
})

const only = () => Object.values(outbox.get())[0] as Item
const row = (id: string) => find('outbox', id, readItem)

it('what is being signed can no longer be undone', async () => {
  const item = await tap(1)
  const answered = globalThis.fetch
  let undone: Promise<Item | null> | undefined
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    // The person taps Undo while the page asks for the chain's time.
    if (url.endsWith('/v1/network')) undone ??= undo(item.id)
    return answered(url, request)
  })
  gate.answer = () => receipt(gate.posted.at(-1) ?? '')
  isPaused.set(false)
  await pump()
  expect(await undone).toBeNull()
  expect(gate.posted).toHaveLength(1)
  expect(only().state).toBe('received')
})

it('what another window sent stays sent, whatever this one believes', async () => {
  const believed = await tap(1)
  const theirs: Item = { ...believed, state: 'received', record: `0x${'1'.repeat(64)}`, sent: 1 }
  await keep('outbox', believed.id, theirs)
  expect(only().state).toBe('held')
  await pause(false)
  expect(await row(believed.id)).toEqual(theirs)
  await sendNow()
  expect(await undo(believed.id)).toBeNull()
  expect(await row(believed.id)).toEqual(theirs)
  expect(only()).toEqual(theirs)
  expect(gate.posted).toHaveLength(0)
})

it('what another window took back does not come again', async () => {
  gate.answer = problem('unavailable', 503)
  const item = await tap(1)
  await undo(item.id)
  outbox.set({ [item.id]: item })
  isPaused.set(false)
  await sendNow()
  expect(gate.posted).toHaveLength(0)
  expect(only()).toBeUndefined()
  expect((await askNetwork()).chain_id).toBe(about.chain_id)
})
