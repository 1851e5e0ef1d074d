// Wallets give signatures in several forms. The protocol takes 65 bytes with v 27 or 28; longer ones pass as they are.
import type { Hex } from 'viem'

/** Returns the signature in the protocol's form, or null if it has none. */
export function normaliseSignature(given: unknown): Hex | null {
  if (typeof given !== 'string' || !/^(0x)?([0-9a-f]{2})+$/i.test(given)) return null
  const digits = given.replace(/^0x/i, '').toLowerCase()
  if (digits.length === 128) return compact(digits)
  if (digits.length !== 130) return digits.length > 130 ? `0x${digits}` : null
  const v = Number.parseInt(digits.slice(128), 16)
  const parity = v >= 35 ? (v - 35) % 2 : v >= 27 ? v - 27 : v
  return parity > 1 ? null : `0x${digits.slice(0, 128)}${(27 + parity).toString(16)}`
}

// EIP-2098: the parity stands in the highest bit of s.
function compact(digits: string): Hex {
  const s = BigInt(`0x${digits.slice(64)}`)
  const parity = s >> 255n
  const rest = (s & ((1n << 255n) - 1n)).toString(16).padStart(64, '0')
  return `0x${digits.slice(0, 64)}${rest}${(27n + parity).toString(16)}`
}
