// The secp256k1 key of 32 secret bytes: HKDF-SHA256 to 48 bytes, then taken modulo the curve's order (FIPS 186-5, A.2.1).
import { mapHashToField } from '@noble/curves/abstract/modular'
import { secp256k1 } from '@noble/curves/secp256k1'
import { hkdf } from '@noble/hashes/hkdf'
import { sha256 } from '@noble/hashes/sha2'
import { type Hex, toHex } from 'viem'

const INFO = 'kula owner key v1'
const WIDE = 48

export function deriveOwnerKey(secret: Uint8Array): Hex {
  const wide = hkdf(sha256, secret, undefined, new TextEncoder().encode(INFO), WIDE)
  return toHex(mapHashToField(wide, secp256k1.CURVE.n))
}
