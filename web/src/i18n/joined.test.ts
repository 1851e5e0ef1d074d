// Sentences stand together as their language writes them.
import { expect, it } from 'vitest'
import { joined } from './joined'

it('a space follows an English full stop only', () => {
  expect(joined('One.', null, 'Two.')).toBe('One. Two.')
  expect(joined('一句。', '两句。')).toBe('一句。两句。')
  expect(joined(false, 'One.')).toBe('One.')
})
