// An answer that has no word yet says how many people are before it, or that the model thinks.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { chooseLanguage } from '../../i18n'
import { places } from '../state/answering'
import type { Turn } from '../state/talk'
import { Waiting } from './Waiting'

const turn: Turn = { id: 'a', parent: null, role: 'assistant', content: '', at: 1, state: 'writing' }

afterEach(async () => {
  cleanup()
  places.set({})
  await chooseLanguage('en')
})

it.each([
  ['en', 1, /^1 person is before you/],
  ['en', 3, /^3 people are before you/],
  ['zh', 3, /^前面还有 3 人/],
] as const)('in %s, place %i of the queue', async (language, place, words) => {
  await chooseLanguage(language)
  places.set({ a: place })
  render(<Waiting turn={turn} />)
  expect(screen.getByRole('status').textContent).toMatch(words)
})

it('without anybody before it the model thinks', () => {
  places.set({ another: 2 })
  render(<Waiting turn={turn} />)
  expect(screen.getByText(/Kula is thinking/)).toBeTruthy()
})
