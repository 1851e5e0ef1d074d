// A sheet: where the focus is at first, and what closes it.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { Sheet } from './Sheet'

afterEach(cleanup)

it('the way back closes it, unless it can be closed by its own buttons only', () => {
  const onClose = vi.fn()
  const { rerender } = render(
    <Sheet title="Chats" onClose={onClose}>
      <p />
    </Sheet>,
  )
  fireEvent.popState(window)
  expect(onClose).toHaveBeenCalledTimes(1)
  rerender(
    <Sheet title="Recovery code">
      <p />
    </Sheet>,
  )
  fireEvent.popState(window)
  expect(onClose).toHaveBeenCalledTimes(1)
})

it('the focus is where the person writes first', () => {
  render(
    <Sheet title="Chats" onClose={() => undefined}>
      <input aria-label="Search" data-first />
    </Sheet>,
  )
  expect(document.activeElement).toBe(screen.getByLabelText('Search'))
})
