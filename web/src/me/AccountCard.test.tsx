// The account's card: its address is copied by an icon, and words come only if that failed.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { session } from '../connect/sessions'
import { signIn } from '../testing/samples'
import { AccountCard } from './AccountCard'

afterEach(() => {
  cleanup()
  session.set(null)
  vi.unstubAllGlobals()
})

function show() {
  signIn()
  const owner = session.get()
  if (!owner) throw new Error('nobody is signed in')
  render(<AccountCard owner={owner} />)
}

it('the address is copied, and the word for it is not shown', () => {
  show()
  const word = screen.getByText('Copy address')
  expect(word.className).toBe('hidden')
  expect(screen.getByRole('button', { name: 'Copy address' })).toBeTruthy()
})

it('a copy that fails is said', async () => {
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('no')) } })
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Copy address' }))
  expect((await screen.findByText('Could not copy')).className).toBe('')
})

it('where pay goes leads to the money', () => {
  show()
  expect(screen.getByRole('link', { name: /Pay-out address/ }).getAttribute('href')).toBe('/money')
})
