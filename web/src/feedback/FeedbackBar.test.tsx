// A thumb on an answer that the gateway did not sign says that it counts half.
import { rating } from '@kula/client'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { put } from '../chat/state/chats'
import { add, emptyChat, type Turn } from '../chat/state/talk'
import { reopen } from '../storage/database'
import { FeedbackBar } from './FeedbackBar'
import { newItem } from './item'
import { outbox } from './outbox'

const question: Turn = { id: 'q', parent: null, role: 'user', content: 'Hello', at: 1, state: 'complete' }
const unsigned: Turn = { id: 'a', parent: 'q', role: 'assistant', content: 'Hi', at: 2, state: 'complete' }
const signed: Turn = { ...unsigned, answer: { model: `0x${'1'.repeat(64)}`, signature: '0x02' } }
const half = 'Kula did not sign this answer, so what you give here counts half.'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  outbox.set({})
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(turn: Turn, isRated: boolean): void {
  const chat = [question, turn].reduce(add, emptyChat('c', null, 1))
  put(chat)
  const item = newItem('rating/a', 'c', 'a', rating([question, turn], 1), 'Hello', 1)
  if (isRated) outbox.set({ [item.id]: item })
  render(<FeedbackBar chat={chat} turn={turn} />)
}

it.each([
  ['an unsigned answer with a thumb', unsigned, true, 1],
  ['an unsigned answer without a thumb', unsigned, false, 0],
  ['a signed answer with a thumb', signed, true, 0],
])('%s', (_, turn, isRated, count) => {
  show(turn, isRated)
  expect(screen.queryAllByText(half)).toHaveLength(count)
})
