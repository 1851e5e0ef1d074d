// "Sent" ends with the state that it tells of.
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { session } from '../../connect/sessions'
import { owned } from '../../testing/gateway'
import { said } from '../../testing/outbox'
import { type Item, newItem } from '../item'
import { isPaused, outbox } from '../outbox'
import { UndoToast } from './UndoToast'

beforeEach(() => session.set(owned))
afterEach(() => {
  cleanup()
  outbox.set({})
  session.set(null)
})

const made = newItem('rating/1', '', '', said(1), 'Hi', 1)

async function sent(): Promise<Item> {
  render(<UndoToast />)
  const item: Item = { ...made, owner: owned.owner, state: 'received', record: owned.grant, sent: Date.now() + 1_000 }
  act(() => outbox.set({ [item.id]: item }))
  expect(await screen.findByText(/^Sent/)).toBeTruthy()
  return item
}

it('a record that was taken back is not called sent', async () => {
  const item = await sent()
  act(() => outbox.set({ [item.id]: { ...item, ended: 'taken-back' } }))
  expect(screen.queryByText(/^Sent/)).toBeNull()
})

it('a record that is gone is not called sent', async () => {
  await sent()
  act(() => outbox.set({}))
  expect(screen.queryByText(/^Sent/)).toBeNull()
})

it('the ring of a countdown is whole while it is read', async () => {
  const item: Item = { ...made, owner: owned.owner, due: Date.now() + 1_000 }
  const { container } = render(<UndoToast />)
  act(() => outbox.set({ [item.id]: item }))
  const drawn = () =>
    Number(container.querySelector('circle:not(.track)')?.getAttribute('stroke-dasharray')?.split(' ')[0])
  expect(drawn()).toBeLessThan(10)
  act(() => isPaused.set(true))
  expect(screen.getByText('Waits while you look')).toBeTruthy()
  expect(drawn()).toBeGreaterThan(50)
  act(() => isPaused.set(false))
})

it('another owner is told nothing of it', async () => {
  await sent()
  act(() => session.set({ ...owned, owner: `0x${'1'.repeat(40)}` }))
  expect(screen.queryByText(/^Sent/)).toBeNull()
})
