// DAG-CBOR nodes, read within budgets: protocol/ipfs/nodes.py. It reads the part that our nodes use and refuses all else.
import { isKnown, textOf } from './cid.ts'

export type Value = null | boolean | number | bigint | string | Uint8Array | Link | Value[] | Node
export interface Node {
  [name: string]: Value
}
/** A link to a block, as DAG-JSON writes it. */
export interface Link {
  '/': string
}

const MOST_ITEMS = 2 ** 18
const MOST_DEPTH = 16
const [UNSIGNED, NEGATIVE, BYTES, TEXT, LIST, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6]
const SIMPLE: Record<number, Value> = { 20: false, 21: true, 22: null }
const LINK_TAG = 42
const LINK_BYTES = 37

/** Reads a map; throws for anything else, and for more values or levels than a manifest has. */
export function decodeNode(block: Uint8Array): Node {
  const reader = new Reader(block)
  const node = reader.value(0)
  if (!isNode(node) || !reader.isAtEnd) throw new Error('must be one map, and nothing after it')
  return node
}

/** Whether a value is a map, and no link. */
export function isNode(value: Value | undefined): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

class Reader {
  private at = 0
  private items = 0
  constructor(private readonly block: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at === this.block.length
  }

  value(depth: number): Value {
    this.items += 1
    if (this.items > MOST_ITEMS || depth > MOST_DEPTH) throw new Error('too many values or levels')
    const [kind, argument] = this.head()
    const size = Number(argument)
    if (kind === UNSIGNED) return argument
    if (kind === NEGATIVE) return typeof argument === 'bigint' ? -1n - argument : -1 - argument
    if (kind === BYTES) return this.take(size)
    if (kind === TEXT) return this.text(size)
    if (kind === LIST) return this.list(size, depth)
    if (kind === MAP) return this.map(size, depth)
    if (kind === TAG) return this.link(size)
    const simple = SIMPLE[size]
    if (simple === undefined) throw new Error('a simple value other than true, false and null')
    return simple
  }

  private list(count: number, depth: number): Value[] {
    this.requireRoom(count)
    return Array.from({ length: count }, () => this.value(depth + 1))
  }

  private map(count: number, depth: number): Node {
    this.requireRoom(2 * count)
    const node: Node = Object.create(null)
    let last: Uint8Array | null = null
    for (let place = 0; place < count; place++) {
      const start = this.at
      const key = this.value(depth + 1)
      const raw = this.block.subarray(start, this.at)
      if (typeof key !== 'string' || (last && !isBefore(last, raw))) throw new Error('keys that are not in order')
      last = raw
      node[key] = this.value(depth + 1)
    }
    return node
  }

  private link(tag: number): Link {
    const [kind, size] = this.head()
    const raw = kind === BYTES && size === LINK_BYTES ? this.take(LINK_BYTES) : new Uint8Array()
    if (tag !== LINK_TAG || raw[0] !== 0 || !isKnown(raw.subarray(1))) throw new Error('a tag that is no link')
    return { '/': textOf(raw.subarray(1)) }
  }

  private head(): [number, number | bigint] {
    const first = this.take(1)[0] ?? 0
    const [kind, short] = [first >> 5, first & 31]
    if (short < 24) return [kind, short]
    if (short > 27 || kind > TAG) throw new Error('a fraction, or an item without a length')
    const size = 1 << (short - 24)
    const argument = this.take(size).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    if (argument < (size === 1 ? 24n : 1n << BigInt(4 * size))) throw new Error('a number in more bytes than it needs')
    return [kind, argument <= Number.MAX_SAFE_INTEGER ? Number(argument) : argument]
  }

  private text(size: number): string {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.take(size))
  }

  private take(size: number): Uint8Array {
    this.requireRoom(size)
    this.at += size
    return this.block.slice(this.at - size, this.at)
  }

  private requireRoom(size: number): void {
    if (size > this.block.length - this.at) throw new Error('ends in the middle of a value')
  }
}

/** Keys are in order of their bytes' length, then of their bytes; so are their encodings. */
function isBefore(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return one.length < other.length
  const place = one.findIndex((byte, at) => byte !== other[at])
  return place >= 0 && (one[place] as number) < (other[place] as number)
}
