// Personal details are found by the shared patterns, whose vectors exports.test.ts checks; here they are masked one by one.
import { expect, it } from 'vitest'
import { findPersonal, redact } from './personal'

it('masks what was chosen, and keeps the rest', () => {
  const text = 'a.b@mail.example and c.d@mail.example, card 4111 1111 1111 1111'
  const found = findPersonal(text)
  expect(found.map(({ kind }) => kind)).toEqual(['mail', 'mail', 'card'])
  expect(
    redact(
      text,
      [found[0], found[2]].filter((detail) => detail !== undefined),
    ),
  ).toBe('[MAIL] and c.d@mail.example, card [CARD]')
  expect(redact(text, [])).toBe(text)
})

it('finds nothing where nothing is', () => {
  expect(findPersonal('The year 2024 and 12,345,678 people')).toEqual([])
})
