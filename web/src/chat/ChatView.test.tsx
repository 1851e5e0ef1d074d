// The address of a chat that is not on this device.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { ChatView } from './ChatView'
import { chats, loaded, put } from './state/chats'
import { add, emptyChat } from './state/talk'

afterEach(() => {
  cleanup()
  chats.set({})
  loaded.set(false)
})

function show(id: string) {
  const { hook, history } = memoryLocation({ path: `/c/${id}`, record: true })
  render(
    <Router hook={hook}>
      <ChatView id={id} />
    </Router>,
  )
  return history
}

it('a chat that this device does not hold is said, and the address stays', async () => {
  loaded.set(true)
  const history = show('lost')
  expect(await screen.findByRole('heading', { name: 'This device has no such chat', level: 1 })).toBeTruthy()
  expect(screen.getByRole('link', { name: 'New chat' }).getAttribute('href')).toBe('/')
  expect(history).toEqual(['/c/lost'])
})

it('a chat of another account is not shown, and not told apart from none', async () => {
  loaded.set(true)
  const question = { id: 'q', parent: null, role: 'user', content: 'My secret', at: 1, state: 'complete' } as const
  put(add(emptyChat('theirs', `0x${'1'.repeat(40)}`, 0), question))
  show('theirs')
  expect(await screen.findByRole('heading', { name: 'This device has no such chat', level: 1 })).toBeTruthy()
  expect(document.body.textContent).not.toContain('My secret')
})

it('until the chats are read, nothing is said of them', () => {
  show('lost')
  expect(screen.queryByText('This device has no such chat')).toBeNull()
})
