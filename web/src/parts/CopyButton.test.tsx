// The button says what happened: nobody is told that a code is copied when it is not.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { CopyButton } from './CopyButton'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it.each([
  ['allows it', { writeText: async () => undefined }, 'Copied'],
  ['refuses', { writeText: async () => Promise.reject(new Error('no')) }, 'Could not copy'],
  ['has no clipboard', undefined, 'Could not copy'],
])('a browser that %s', async (_which, clipboard, words) => {
  vi.stubGlobal('navigator', { ...navigator, clipboard })
  render(<CopyButton text="code" label="Copy" />)
  fireEvent.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await screen.findByText(words)).toBeTruthy()
})
