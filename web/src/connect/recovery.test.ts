// Recovery codes and the keys of passkeys.
import { generatePrivateKey } from 'viem/accounts'
import { expect, it } from 'vitest'
import { deriveOwnerKey } from './ownerKey'
import { keyOfCode, recoveryCode } from './recovery'

it('a code brings its key back, however it is written', () => {
  for (let time = 0; time < 20; time++) {
    const key = generatePrivateKey()
    const groups = recoveryCode(key)
    expect(groups).toHaveLength(15)
    expect(keyOfCode(groups.join(' '))).toBe(key)
    expect(keyOfCode(groups.join('-').toLowerCase())).toBe(key)
  }
})

it('a slip in any letter is noticed', () => {
  const code = recoveryCode(generatePrivateKey()).join('')
  for (let place = 0; place < code.length; place++) {
    const letter = code[place] === 'A' ? 'B' : 'A'
    expect(keyOfCode(code.slice(0, place) + letter + code.slice(place + 1))).toBeNull()
  }
  expect(keyOfCode(code.slice(1))).toBeNull()
  expect(keyOfCode('')).toBeNull()
})

it('the same secret gives the same key, for ever', () => {
  // Computed by Python: hashlib, hmac and the curve's order.
  const secret = new Uint8Array(32).fill(7)
  expect(deriveOwnerKey(secret)).toBe('0x38a15c203b7ed8956b8938742f3fa3dd80bf7b0fc204a4db4b049988f01446ab')
})
