// A part whose code does not arrive: a word where the person looks, and another try that loads it.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Boundary } from './Boundary'
import { Lazy } from './Lazy'

function Part({ name = 'nobody' }: { name?: string }) {
  return <p>Here is {name}</p>
}

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

it('a part that is loaded at the second try is shown with what it is given', async () => {
  const load = vi.fn(async () => Part).mockRejectedValueOnce(new TypeError('no network'))
  render(
    <Boundary>
      <Lazy load={load} props={{ name: 'Ada' }} />
    </Boundary>,
  )
  fireEvent.click(await screen.findByRole('button', { name: 'Load it again' }))
  expect(await screen.findByText('Here is Ada')).toBeTruthy()
})

it('a sheet that does not load says so in a sheet, which can be closed', async () => {
  const onClose = vi.fn()
  render(
    <Boundary onClose={onClose}>
      <Lazy load={() => Promise.reject(new TypeError('no network'))} isQuiet />
    </Boundary>,
  )
  expect((await screen.findByRole('dialog')).textContent).toContain('This part did not load')
  fireEvent.click(screen.getByRole('button', { name: 'Close' }))
  expect(onClose).toHaveBeenCalled()
})
