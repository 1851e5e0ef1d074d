// A gateway that is busy is asked again by itself, never more often than it wants, and at most five times.
import { Problem } from '@kula/client'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as answering from '../state/answering'
import * as asking from '../state/asking'
import { retryOf } from '../state/retrying'
import { add, emptyChat, type Turn } from '../state/talk'
import { AnswerStatus } from './AnswerStatus'

const busy = (seconds: number, slug = 'busy') => new Problem(slug, '', 503, seconds)
const NOW = 1_700_000_000_000

describe('the next try', () => {
  it('waits as long as the gateway says, and twice as long each time', () => {
    expect(retryOf(busy(40), 0, NOW)).toEqual({ at: NOW + 40_000, tries: 1 })
    expect(retryOf(busy(30, 'rate-limited'), 0, NOW)).toEqual({ at: NOW + 30_000, tries: 1 })
    expect(retryOf(busy(30, 'network-limited'), 0, NOW)).toEqual({ at: NOW + 30_000, tries: 1 })
    expect([0, 1, 2, 3, 4].map((tries) => retryOf(busy(2), tries, 0)?.at)).toEqual([5e3, 10e3, 20e3, 40e3, 80e3])
  })

  it('is none after five, for a long wait, or for another problem', () => {
    expect(retryOf(busy(2), 5, NOW)).toBeUndefined()
    expect(retryOf(busy(3_600, 'rate-limited'), 0, NOW)).toBeUndefined()
    expect(retryOf(busy(5, 'unavailable'), 0, NOW)).toBeUndefined()
  })
})

describe('a refused question', () => {
  const turn: Turn = {
    ...{ id: 'a', parent: null, role: 'assistant', content: '', at: 1, state: 'broken', problem: 'busy' },
    retry: { at: NOW + 3_000, tries: 1 },
  }
  const chat = add(emptyChat('c', null, 0), turn)

  beforeEach(() => void vi.useFakeTimers({ now: NOW }))
  afterEach(() => {
    cleanup()
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  async function show(shown = chat) {
    render(
      <section className="thread" tabIndex={-1}>
        <AnswerStatus chat={shown} turn={turn} />
      </section>,
    )
    // The wait is loaded when it is first shown.
    await act(() => import('./Retry').then(() => undefined))
  }

  it('counts down, and is asked again when the time has come', async () => {
    const again = vi.spyOn(asking, 'retry').mockImplementation(() => undefined)
    await show()
    expect(screen.getAllByText('We try again in 3 s.')).toHaveLength(2)
    expect(screen.queryByText('Broken off')).toBeNull()
    act(() => vi.advanceTimersByTime(2_000))
    expect(screen.getByText('We try again in 1 s.').getAttribute('aria-hidden')).toBe('true')
    expect(again).not.toHaveBeenCalled()
    act(() => vi.advanceTimersByTime(1_000))
    expect(again).toHaveBeenCalledWith('c', 'a')
  })

  it('waits while nobody looks at the page', async () => {
    const again = vi.spyOn(asking, 'retry').mockImplementation(() => undefined)
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    await show()
    act(() => vi.advanceTimersByTime(60_000))
    expect(again).not.toHaveBeenCalled()
    hidden.mockReturnValue(false)
    act(() => vi.advanceTimersByTime(1_000))
    expect(again).toHaveBeenCalledTimes(1)
  })

  it('is asked at once if the person wants it', async () => {
    const again = vi.spyOn(asking, 'retry').mockImplementation(() => undefined)
    await show()
    fireEvent.click(screen.getByRole('button', { name: 'Try now' }))
    expect(again).toHaveBeenCalledWith('c', 'a')
  })

  it('is not asked by itself once the talk has gone on', async () => {
    await show(add(chat, { id: 'q', parent: 'a', role: 'user', content: 'Then?', at: 2, state: 'complete' }))
    expect(screen.queryByText('We try again in 3 s.')).toBeNull()
    expect(screen.getByRole('button', { name: 'Ask again' })).toBeTruthy()
  })

  it('waits without network, and blames no server', async () => {
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    const again = vi.spyOn(asking, 'retry').mockImplementation(() => undefined)
    await show()
    act(() => vi.advanceTimersByTime(60_000))
    expect(screen.getByRole('alert').textContent).toBe('Waiting for network')
    expect(again).not.toHaveBeenCalled()
  })

  it('is read on from where it broke off', async () => {
    const resume = vi.spyOn(answering, 'resume').mockResolvedValue()
    const half: Turn = { ...turn, content: 'Sunlight', run: 'run-1', problem: undefined, retry: undefined }
    render(<AnswerStatus chat={add(chat, half)} turn={half} />)
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }))
    expect(resume).toHaveBeenCalledWith('c', half)
  })
})
