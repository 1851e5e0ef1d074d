// The outbox: one opinion is one record with its last value, nothing is lost, and every try sends the same bytes.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isEnded, type Session, session } from '../connect/sessions'
import { find } from '../storage/database'
import { gateway, problem, receipt } from '../testing/gateway'
import { emptyOutbox, gate, said, tap } from '../testing/outbox'
import { readItem } from './item'
import { hold, isPaused, loadOutbox, outbox, pump, putItem, sendNow, undo } from './outbox'

beforeEach(emptyOutbox)
afterEach(() => vi.unstubAllGlobals())

const only = () => Object.values(outbox.get())[0]

describe('outbox', () => {
  it('five taps are one record, with the last value', async () => {
    gate.answer = () => receipt(gate.posted.at(-1) ?? '')
    // On a slow machine they would be due before the last of them.
    isPaused.set(true)
    for (const value of [1, 1, -1, 1, -1] as const) await tap(value)
    isPaused.set(false)
    expect(Object.keys(outbox.get())).toHaveLength(1)
    await pump()
    expect(gate.posted).toHaveLength(1)
    expect(JSON.parse(gate.posted[0] ?? '').content.rating).toBe(-1)
    expect(only()?.state).toBe('received')
    await tap(1)
    await pump()
    expect(gate.posted).toHaveLength(1)
  })

  it('what the gateway refused for good can be said anew, or be taken back', async () => {
    gate.answer = problem('malformed', 400)
    await tap(1)
    await pump()
    expect(only()?.state).toBe('refused')
    gate.answer = () => receipt(gate.posted.at(-1) ?? '')
    await tap(-1)
    await pump()
    expect(only()).toMatchObject({ state: 'received', content: { rating: -1 } })
    gate.answer = problem('malformed', 400)
    await hold(['rating/2', 'chat', 'turn', said(1), 'Hi', Date.now() - 60_000])
    await pump()
    const refused = Object.values(outbox.get()).find(({ state }) => state === 'refused')
    expect(await undo(refused?.id ?? '')).not.toBeNull()
  })

  it('what one owner said never leaves as another owner’s', async () => {
    gate.answer = () => receipt(gate.posted.at(-1) ?? '')
    await tap(1)
    session.set({ ...(session.get() as Session), owner: '0x00000000000000000000000000000000000000Ff' })
    await pump()
    expect(gate.posted).toHaveLength(0)
    expect(only()?.state).toBe('waiting')
  })

  it('sends the same bytes until they are taken, also after a reload', async () => {
    gate.answer = async () => {
      throw new TypeError('network')
    }
    await tap(1)
    await pump()
    expect(only()).toMatchObject({ state: 'sending', tries: 1 })
    outbox.set({})
    await loadOutbox()
    gate.answer = () => receipt(gate.posted.at(-1) ?? '')
    await sendNow()
    expect(gate.posted).toHaveLength(2)
    expect(gate.posted[1]).toBe(gate.posted[0])
    expect(only()?.state).toBe('received')
  })

  it('a proxy’s page of HTML and a busy server are tried again', async () => {
    gate.answer = async () => new Response('<html>Bad Gateway', { status: 502 })
    await tap(1)
    await pump()
    expect(only()?.state).toBe('sending')
    gate.answer = problem('backlog-full', 503)
    await sendNow()
    expect(only()).toMatchObject({ state: 'sending', problem: 'backlog-full', tries: 2 })
  })

  it('a server that refuses everything is asked once, not once for each item', async () => {
    gate.answer = problem('rate-limited', 429)
    for (const place of [1, 2, 3]) await hold([`rating/${place}`, 'chat', 'turn', said(1), 'Hi', 1])
    for (const _ of [1, 2]) await pump()
    expect(gate.posted).toHaveLength(1)
    gate.answer = () => receipt(gate.posted.at(-1) ?? '')
    await sendNow()
    expect(Object.values(outbox.get()).map(({ state }) => state)).toEqual(['received', 'received', 'received'])
  })

  it('what can be undone was never signed, and what was signed cannot be undone', async () => {
    const item = await tap(1)
    expect(item.body).toBeUndefined()
    await undo(item.id)
    await pump()
    expect(gate.posted).toHaveLength(0)
    gate.answer = problem('unavailable', 503)
    const again = await tap(1)
    await pump()
    expect(await undo(again.id)).toBeNull()
  })

  it('waits for an account, and for the right one', async () => {
    const mine = session.get()
    session.set(null)
    const item = await tap(1)
    await pump()
    expect(only()?.state).toBe('waiting')
    await putItem({ ...item, state: 'waiting', owner: gateway.address })
    session.set(mine)
    await sendNow()
    expect(gate.posted).toHaveLength(0)
    expect(only()?.state).toBe('waiting')
  })

  it('a revoked key keeps the words, and signs anew for the next approval', async () => {
    gate.answer = problem('key-revoked', 403)
    await tap(1)
    await pump()
    expect(isEnded.get()).toBe(true)
    expect(only()).toMatchObject({ state: 'waiting', problem: 'key-revoked' })
    expect(only()?.body).toBeUndefined()
  })

  it('does not believe a receipt that another signed', async () => {
    gate.answer = async () => {
      const good = (await (await receipt(gate.posted.at(-1) ?? '')).json()) as Record<string, unknown>
      return Response.json({ ...good, record: `0x${'11'.repeat(32)}` })
    }
    await tap(1)
    await pump()
    expect(only()?.state).toBe('sending')
    expect(only()?.receipt).toBeUndefined()
  })

  it('what is received is kept with its words, salt and receipt', async () => {
    gate.answer = () => receipt(gate.posted.at(-1) ?? '')
    const { id } = await tap(1)
    await pump()
    const kept = await find('outbox', id, readItem)
    expect(kept?.receipt?.record).toBe(kept?.record)
    expect(kept?.body?.salt).toMatch(/^0x[0-9a-f]{64}$/)
    expect(kept?.content).toEqual(said(1))
  })
})
