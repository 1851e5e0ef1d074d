// QR codes against those of an independent encoder (python-qrcode 8, mask 0, level M): hashes of their rows.
import { sha256, toHex } from 'viem'
import { expect, it } from 'vitest'
import { qrCode } from './qr'

const vectors = [
  ['a', 21, 'ad65f877bf9411d14b0b2efbc0ca7dfffd44b86e4c5f662689ac17016c5d1b0e'],
  ['http://localhost:8000/', 25, 'e2bfc87acbb8c542b9c8af8316cbe67637a0a19d85779219c28b573d249af6ed'],
  ['https://chat.kula.example/', 25, 'a010d432d076672de7485bb36cf4f8ca4972dd6ecaa293f355707f4236218f0a'],
  [
    'https://chat.kula.example/c/0123456789abcdef',
    33,
    '0562942c4067d679fe67b33c2e322857abccffcd71d3323f82956f83714f543a',
  ],
  [
    `https://chat.kula.example/c/${'x'.repeat(40)}`,
    37,
    '61bcd9d81c9d45e613d5f5970f5070b0127c5cc7e549b2705717abd1c2d52ec1',
  ],
  [
    `https://chat.kula.example/c/${'x'.repeat(70)}`,
    41,
    'ce1d2564dbe827e281b92257df2388911d17096a07ebd4e83b2f26eeaecbb18f',
  ],
] as const

it.each(vectors)('%s', (text, size, hash) => {
  const rows = qrCode(text).map((row) => row.map((dark) => (dark ? '1' : '0')).join(''))
  expect([rows.length, sha256(toHex(rows.join('\n')))]).toEqual([size, `0x${hash}`])
})

it('a text that is too long is refused', () => {
  expect(() => qrCode('x'.repeat(107))).toThrow(RangeError)
})
