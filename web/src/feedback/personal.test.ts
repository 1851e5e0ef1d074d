// Personal details: what is found, and what is not mistaken for one.
import { expect, it } from 'vitest'
import { findPersonal, redact } from './personal'

const found = (text: string) => findPersonal(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])

it.each([
  [
    'Reach me at mira@example.org or +49 30 5550 0123.',
    [
      ['e-mail', 'mira@example.org'],
      ['phone', '+49 30 5550 0123'],
    ],
  ],
  ['Card 4111 1111 1111 1111, please', [['card', '4111 1111 1111 1111']]],
  ['IBAN DE89 3704 0044 0532 0130 00.', [['iban', 'DE89 3704 0044 0532 0130 00']]],
  ['My name is Mira Example. Write to her.', [['name', 'Mira Example']]],
  [
    '我叫王小明，电话13812345678。',
    [
      ['name', '王小明'],
      ['phone', '13812345678'],
    ],
  ],
  ['key sk-abcdefghijklmnop1234', [['secret', 'sk-abcdefghijklmnop1234']]],
])('%s', (text, expected) => {
  expect(found(text)).toEqual(expected)
})

it.each([
  'The year 2024 and 12,345,678 people',
  '3.14159265358979',
  'Order 1234 5678 9012 3456',
  'version 1.2.3-4',
  'my name was lost',
])('nothing in: %s', (text) => {
  expect(found(text)).toEqual([])
})

it('hides what was chosen, and keeps the rest', () => {
  const text = 'a@b.example and c@d.example'
  expect(redact(text, findPersonal(text).slice(0, 1))).toBe('[e-mail] and c@d.example')
})
