// The composer: Enter sends unless an input method composes, and what is too long stays in the box.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Composer } from './Composer'
import { chats, put } from './state/chats'
import { add, emptyChat, type Turn } from './state/talk'

const asked: Turn = { id: 'q', parent: null, role: 'user', content: 'Why?', at: 1, state: 'complete' }

beforeEach(() => chats.set({}))
afterEach(cleanup)

function show(chat = emptyChat('c', null, 0)) {
  const onSend = vi.fn()
  put(chat)
  render(<Composer chat={chat} isFirst={false} onSend={onSend} />)
  return { onSend, box: screen.getByLabelText<HTMLTextAreaElement>('Message') }
}

it('Enter sends, Shift with Enter does not', () => {
  const { onSend, box } = show()
  fireEvent.change(box, { target: { value: 'Hi' } })
  fireEvent.keyDown(box, { key: 'Enter', shiftKey: true })
  expect(onSend).not.toHaveBeenCalled()
  fireEvent.keyDown(box, { key: 'Enter' })
  expect(onSend).toHaveBeenCalledWith('Hi', false, false)
  expect(box.value).toBe('')
  expect(document.activeElement).toBe(box)
})

it('Enter that ends a composition sends nothing', () => {
  const { onSend, box } = show()
  fireEvent.change(box, { target: { value: '你好' } })
  fireEvent.keyDown(box, { key: 'Enter', isComposing: true })
  fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 })
  expect(onSend).not.toHaveBeenCalled()
})

it('what is too long for the model is said before it is sent, and stays', () => {
  const { onSend, box } = show()
  fireEvent.change(box, { target: { value: 'x'.repeat(16_001) } })
  fireEvent.keyDown(box, { key: 'Enter' })
  expect(onSend).not.toHaveBeenCalled()
  expect(screen.getByRole('alert').textContent).toContain('16,001')
  expect(box.value).toHaveLength(16_001)
})

it('what is too long with its chat can be asked in a new one, unless it is too long alone', () => {
  const long = { ...asked, content: 'x'.repeat(16_000) }
  const { onSend, box } = show(add(emptyChat('c', null, 0), long))
  fireEvent.change(box, { target: { value: 'x'.repeat(16_001) } })
  expect(screen.queryByRole('button', { name: 'Ask in a new chat' })).toBeNull()
  fireEvent.change(box, { target: { value: 'Why?' } })
  fireEvent.click(screen.getByRole('button', { name: 'Ask in a new chat' }))
  expect(onSend).toHaveBeenCalledWith('Why?', false, true)
  expect(box.value).toBe('')
})

it('two answers can be asked for, and the draft is kept as it is written', () => {
  const { onSend, box } = show()
  fireEvent.click(screen.getByLabelText('Answer twice, and I choose'))
  fireEvent.change(box, { target: { value: 'Hi' } })
  expect(chats.get().c?.draft).toBe('Hi')
  fireEvent.click(screen.getByLabelText('Send'))
  expect(onSend).toHaveBeenCalledWith('Hi', true, false)
})

it('arrow up in an empty box edits the last question', () => {
  const { box } = show(add(emptyChat('c', null, 0), asked))
  fireEvent.keyDown(box, { key: 'ArrowUp' })
  expect(chats.get().c?.drafts.q).toBe('Why?')
})
