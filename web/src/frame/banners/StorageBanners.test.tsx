// What the page says when this device keeps nothing, or nothing more.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { unkept } from '../../feedback/outbox'
import { health, reopen } from '../../storage/database'
import { Banners } from './Banners'

afterEach(() => {
  cleanup()
  reopen()
  unkept.set([])
})

it.each([
  ['refused', 'This browser keeps nothing for us. Chat works; it is gone when you close the tab.'],
  ['full', 'This device is full. What you write now is gone when you close the tab.'],
] as const)('storage that is %s is told, with a way to save', async (state, words) => {
  health.set(state)
  render(<Banners />)
  expect(await screen.findByText(words)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Save as file' })).toBeTruthy()
})
