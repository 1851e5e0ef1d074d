// The recovery code: an owner's key as 15 groups of four letters. Its last 44 bits are a checksum, so a slip is noticed.
import { sha256 } from '@noble/hashes/sha2'
import { bytesToBigInt, type Hex, hexToBytes, toHex } from 'viem'

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CHECK = 44n
const LENGTH = 60

function checksum(key: Hex): bigint {
  return bytesToBigInt(sha256(hexToBytes(key)).slice(0, 6)) >> (48n - CHECK)
}

export function recoveryCode(key: Hex): string[] {
  let value = (BigInt(key) << CHECK) | checksum(key)
  let letters = ''
  for (let place = 0; place < LENGTH; place++) {
    letters = (LETTERS[Number(value & 31n)] ?? '') + letters
    value >>= 5n
  }
  return letters.match(/.{4}/g) ?? []
}

/** The key of a code, or null if a letter is wrong or missing. Spaces, dashes and small letters do not matter. */
export function keyOfCode(code: string): Hex | null {
  const letters = code.toUpperCase().replace(/[^A-Z0-9]/g, '')
  if (letters.length !== LENGTH) return null
  let value = 0n
  for (const letter of letters) {
    const digit = LETTERS.indexOf(letter)
    if (digit < 0) return null
    value = (value << 5n) | BigInt(digit)
  }
  const whole = value >> CHECK
  if (whole === 0n || whole >> 256n !== 0n) return null
  const key = toHex(whole, { size: 32 })
  return (value & ((1n << CHECK) - 1n)) === checksum(key) ? key : null
}
