// Content ids (CIDv1, sha2-256, base32): protocol/ipfs/cid.py.
import { bytesToHex, type Hex, sha256 } from 'viem'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const BYTES = 36
const CODECS = [0x55, 0x70, 0x71]

/** The 36 bytes of a content id as text. */
export function textOf(binary: Uint8Array): string {
  let bits = 0
  let value = 0
  let text = 'b'
  for (const byte of binary) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31]
    value &= 31
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text
}

/** The 36 bytes of a content id; throws for any other form of id. */
export function binaryOf(cid: string): Uint8Array {
  const bytes = new Uint8Array(BYTES)
  let bits = 0
  let value = 0
  let at = 0
  for (const letter of cid.slice(1)) {
    value = ((value << 5) | ALPHABET.indexOf(letter)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (value >>> bits) & 0xff
  }
  // Letters outside of the alphabet, and bits behind the last byte, do not survive the way back.
  if (!isKnown(bytes) || textOf(bytes) !== cid) throw new Error('not a CIDv1 in base32 with sha2-256')
  return bytes
}

/** Whether these bytes are those of an id that we know: raw, DAG-PB or DAG-CBOR, with sha2-256. */
export function isKnown(bytes: Uint8Array): boolean {
  const [version, codec = 0, hash, size] = bytes
  return bytes.length === BYTES && version === 1 && CODECS.includes(codec) && hash === 0x12 && size === 0x20
}

/** The sha2-256 digest inside a content id. */
export function digestOf(cid: string): Hex {
  return bytesToHex(binaryOf(cid).slice(4))
}

/** Whether a block hashes to its content id. */
export function hashesTo(cid: string, block: Uint8Array): boolean {
  return sha256(block) === digestOf(cid)
}
