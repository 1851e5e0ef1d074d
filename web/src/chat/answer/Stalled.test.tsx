// An answer that does not come, or stops coming: a word after a while, which goes when the answer goes on.
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { add, emptyChat, type Turn } from '../state/talk'
import { AnswerStatus } from './AnswerStatus'

const turn: Turn = { id: 'a', parent: null, role: 'assistant', content: '', at: 1, state: 'writing' }
const chat = add(emptyChat('c', null, 0), turn)
const late = 'This takes longer than usual. You can wait, or stop and ask again.'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it.each(['', 'Sunlight'])('an answer that stands at "%s" for long says so', (content) => {
  const { rerender } = render(<AnswerStatus chat={chat} turn={{ ...turn, content }} />)
  expect(screen.queryByText(late)).toBeNull()
  act(() => vi.advanceTimersByTime(30_000))
  expect(screen.getByText(late)).toBeTruthy()
  rerender(<AnswerStatus chat={chat} turn={{ ...turn, content: `${content} more` }} />)
  expect(screen.queryByText(late)).toBeNull()
})
