// What a preference must say: that two different answers are not alike.
import { expect, it } from 'vitest'
import { areSameWords, type Message, preference } from './content.ts'
import { Problem } from './http.ts'

const answer = (content: string): Message => ({ role: 'assistant', content })

it('the same words are the same in any white space and form of letters', () => {
  expect(areSameWords(' In  water.\n', 'In water.')).toBe(true)
  expect(areSameWords('Caf\u00e9', 'Cafe\u0301')).toBe(true)
  expect(areSameWords('In water.', 'in water.')).toBe(false)
})

it('a preference between the same words is refused before it is signed', () => {
  for (const outcome of ['a', 'b', 'tie', 'both-bad'] as const)
    expect(() => preference([], answer('In water.'), answer('In  water.'), outcome)).toThrow(Problem)
  expect(preference([], answer('In water.'), answer('In oil.'), 'a').outcome).toBe('a')
})
