// What a screen reader hears of an answer.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { LiveRegion } from './LiveRegion'
import type { Turn } from './state/talk'

const turn: Turn = { id: 'a', parent: 'q', role: 'assistant', content: 'One. Two', at: 1, state: 'writing' }

afterEach(cleanup)

it.each<[Turn['state'], string]>([
  ['complete', 'Answer complete'],
  ['broken', 'Broken off'],
  ['stopped', 'Stopped by you'],
])('an answer that is %s says so after its sentences', (state, words) => {
  const { rerender } = render(<LiveRegion turn={turn} />)
  expect(screen.getByText('One.')).toBeTruthy()
  rerender(<LiveRegion turn={{ ...turn, state }} />)
  expect(screen.getByText(words)).toBeTruthy()
})
