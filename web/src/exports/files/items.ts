// The JSON values of a text, one at a time: the elements of a list, or values one after another, as in JSON lines. A text
// is cut into items by brackets and quotes alone, so that a broken item costs itself only. A line feed inside of quotes
// is no JSON, and ends the item. An item that is no JSON is tried again line by line.
import { isItem } from '../drafts'
import { Refused, UnreadableFile } from '../leftOut'
import { limits } from '../vocabulary'
import { Splitter } from './splitter'

// What a decoder puts where the bytes are no text.
const broken = '\ufffd'
const white = /^[ \t\r\n\ufeff]*$/

// Yields each item as its value, or as the Refused that says why it has none.
export async function* itemsOf(name: string, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const splitter = new Splitter(name)
  for await (const text of decoded(pieces)) for (const item of splitter.feed(text)) yield* valuesOf(item)
  if (splitter.isEmpty) throw new UnreadableFile(name, 'empty')
  let last: unknown
  for (const item of splitter.end())
    for (const value of valuesOf(item)) {
      last = value
      yield value
    }
  if (splitter.isUnclosed && !(last instanceof Refused)) yield new Refused('truncated')
}

async function* decoded(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined
  let start = new Uint8Array()
  for await (const piece of pieces) {
    if (decoder) {
      yield decoder.decode(piece, { stream: true })
      continue
    }
    const joined = new Uint8Array(start.length + piece.length)
    joined.set(start)
    joined.set(piece, start.length)
    start = joined
    if (start.length < 4) continue
    decoder = new TextDecoder(encodingOf(start))
    yield decoder.decode(start, { stream: true })
  }
  yield decoder ? decoder.decode() : new TextDecoder(encodingOf(start)).decode(start)
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === undefined || second === undefined || (first !== 0 && second !== 0)) return 'utf-8'
  return first === 0 ? 'utf-16be' : 'utf-16le'
}

// The value of an item. If it is no JSON, but one of its lines is an object, the values of its lines.
function valuesOf(text: string): unknown[] {
  if (!text) return [new Refused('too-large')]
  const value = parsed(text)
  if (!(value instanceof Refused) || !text.includes('\n')) return [value]
  const lines = text
    .split('\n')
    .filter((line) => !white.test(line))
    .map(parsed)
  return lines.some((line) => isItem(line) && !(line instanceof Refused)) ? lines : [value]
}

function parsed(text: string): unknown {
  if (text.length > limits.item_characters) return new Refused('too-large')
  if (text.includes(broken)) return new Refused('broken-text')
  try {
    return JSON.parse(text)
  } catch {
    return new Refused(breaksOff(text) ? 'truncated' : 'not-json')
  }
}

// Whether an item opens more brackets or quotes than it closes.
function breaksOff(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let place = 0; place < text.length; place++) {
    const mark = text[place]
    if (quoted && mark === '\\') place++
    else if (mark === '"') quoted = !quoted
    else if (quoted) continue
    else if (mark === '{' || mark === '[') depth++
    else if (mark === '}' || mark === ']') depth--
  }
  return quoted || depth > 0
}
