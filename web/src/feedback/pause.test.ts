// While somebody reads the countdown it stands still, and afterwards the whole of it runs again.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { emptyOutbox, gate, tap } from '../testing/outbox'
import { HOLD } from './item'
import { outbox, pause, pump } from './outbox'

beforeEach(emptyOutbox)
afterEach(() => {
  void pause(false)
  vi.unstubAllGlobals()
})

it('the whole countdown runs again', async () => {
  await tap(1)
  await pause(true)
  await pump()
  expect(gate.posted).toEqual([])
  const before = Date.now()
  await pause(false)
  const due = Object.values(outbox.get())[0]?.due
  expect(due).toBeGreaterThanOrEqual(before + HOLD)
  expect(due).toBeLessThanOrEqual(Date.now() + HOLD)
})
