// Where an opinion stands: a guest reads at once that it waits, and an owner has the countdown instead.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import type { Turn } from '../chat/state/talk'
import { session } from '../connect/sessions'
import { signIn } from '../testing/samples'
import { newItem } from './item'
import { OpinionState } from './OpinionState'
import { outbox } from './outbox'

const turn: Turn = { id: 'a', parent: 'q', role: 'assistant', content: 'Because.', at: 1, state: 'complete' }
const held = newItem('a', 'c', 'a', { kind: 'rating', messages: [], target: 1, rating: 1 }, 'Why?', Date.now())

afterEach(() => {
  cleanup()
  outbox.set({})
  session.set(null)
})

it('what a guest said waits from the first moment', () => {
  outbox.set({ [held.id]: held })
  render(<OpinionState turn={turn} />)
  expect(screen.getByText('Waits on this device')).toBeTruthy()
})

it('of two opinions about one answer, each says which it is', () => {
  signIn()
  const sent = { ...held, state: 'received' as const, record: `0x${'1'.repeat(64)}` as const }
  outbox.set({ [held.id]: sent })
  const { unmount } = render(<OpinionState turn={turn} />)
  expect(screen.getByText('Received').closest('p')?.textContent).toBe('ReceivedSee its story')
  unmount()
  const correction = newItem('a/fix', 'c', 'a', { kind: 'correction', messages: [] }, 'Why?', 1)
  outbox.set({ [held.id]: sent, [correction.id]: { ...sent, ...correction, state: 'received' } })
  render(<OpinionState turn={turn} />)
  const lines = screen.getAllByText('Received').map((one) => one.closest('p')?.textContent)
  expect(lines).toEqual(['RatingReceivedSee its story', 'CorrectionReceivedSee its story'])
})

it('what an owner said is counted down elsewhere', () => {
  signIn()
  outbox.set({ [held.id]: held })
  render(<OpinionState turn={turn} />)
  expect(screen.queryByText('Waits on this device')).toBeNull()
})
