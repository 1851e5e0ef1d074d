// What a correction changes is shown as a person reads it.
import { expect, it } from 'vitest'
import { diff } from './diff'

const kinds = (before: string, after: string) => diff(before, after).map(({ kind }) => kind)

it('a few words are marked where they stand', () => {
  const pieces = diff('It was on 21 July 1969, by Apollo 12.', 'It was on 20 July 1969, by Apollo 11.')
  expect(pieces.filter(({ kind }) => kind === 'in').map(({ text }) => text)).toEqual(['20', '11'])
  expect(kinds('Paris.', 'The capital is Paris. It lies on the Seine.')).toContain('same')
  expect(kinds('法国的首都是里昂。', '法国的首都是巴黎。')).toEqual(['same', 'out', 'in', 'same'])
})

it('a text that was written anew is not cut up by the small words that both have', () => {
  const before = 'The answer lies in the dance of molecules, and the eye is designed to see the light of the sky.'
  const after = 'Air scatters blue light most, so blue reaches us from the whole sky. In the evening red is left.'
  expect(diff(before, after)).toEqual([
    { kind: 'out', text: before },
    { kind: 'same', text: '\n' },
    { kind: 'in', text: after },
  ])
  expect(kinds('', 'New.')).toEqual(['in'])
})
