// Writes small nodes for tests: the reader under test reads them back.
import { concat, hexToBytes, sha256 } from 'viem'
import { binaryOf, textOf } from '../published/cid.ts'

const RAW = 0x55
const DAG_CBOR = 0x71

/** The content id of a block. */
function cidOf(block: Uint8Array, codec: number): string {
  return textOf(concat([new Uint8Array([1, codec, 0x12, 0x20]), hexToBytes(sha256(block))]))
}

export function rawFile(content: Uint8Array): [string, Uint8Array] {
  return [cidOf(content, RAW), content]
}

/** A map, with its fields' values encoded already and in order of their names' lengths. */
export function node(fields: Record<string, Uint8Array>): [string, Uint8Array] {
  const names = Object.entries(fields)
  const block = concat([
    new Uint8Array([0xa0 + names.length]),
    ...names.flatMap(([name, value]) => [text(name), value]),
  ])
  return [cidOf(block, DAG_CBOR), block]
}

export function text(words: string): Uint8Array {
  return concat([new Uint8Array([0x60 + words.length]), new TextEncoder().encode(words)])
}

export const one = new Uint8Array([1])
export const nothing = new Uint8Array([0xf6])
export const emptyList = new Uint8Array([0x80])

export function digest(bytes: Uint8Array): Uint8Array {
  return concat([hexToBytes('0x5820'), bytes])
}

export function link(cid: string): Uint8Array {
  return concat([hexToBytes('0xd82a582500'), binaryOf(cid)])
}

/** A model's manifest that names a file of samples, or none. */
export function modelManifest(samples: string | null): [string, Uint8Array] {
  return node({ v: one, parent: nothing, samples: samples ? link(samples) : nothing, datasets: emptyList })
}
