// Cuts a text into items. Keeps at most one item in memory.
import { UnreadableFile } from '../leftOut'
import { limits } from '../vocabulary'

const [quote, backslash, lineFeed, comma] = ['"', '\\', '\n', ','].map((mark) => mark.charCodeAt(0))
const openings = new Set(['[', '{'].map((mark) => mark.charCodeAt(0)))
const closings = new Set([']', '}'].map((mark) => mark.charCodeAt(0)))
const inside = /["\\\n]/g
const outside = /[[\]{}",\n]/g
const around = /^[ \t\r\n\ufeff]+/

type End = 'no' | 'with' | 'without'

export class Splitter {
  private parts: string[] = []
  private size = 0
  private depth = 0
  private deepest = 0
  // 0 for values one after another, 1 for the elements of a list, -1 before the first character.
  private base = -1
  private quoted = false
  private escaped = false

  constructor(private readonly name: string) {}

  get isEmpty(): boolean {
    return this.base < 0
  }

  // Whether a list has begun and has not ended.
  get isUnclosed(): boolean {
    return this.base === 1
  }

  // Yields the items that end in this piece of the text; an empty one for an item that is nested too deep.
  *feed(text: string): Generator<string> {
    let begin = this.base < 0 ? this.first(text) : 0
    for (let place = this.mark(text, begin); place >= 0; place = this.mark(text, place + 1)) {
      const end = this.after(text.charCodeAt(place))
      if (end === 'no') continue
      yield* this.item(text.slice(begin, end === 'with' ? place + 1 : place))
      begin = place + 1
    }
    this.keep(text.slice(begin))
    if (this.size > limits.item_characters) yield* this.item('')
  }

  // Yields what is left when the text ends.
  *end(): Generator<string> {
    yield* this.item('')
  }

  // The place after the bracket of a list, or of the first value.
  private first(text: string): number {
    const place = text.length - text.replace(around, '').length
    const mark = text[place]
    if (mark === undefined) return place
    if (mark !== '[' && mark !== '{') throw new UnreadableFile(this.name, mark === '<' ? 'web-page' : 'not-json')
    this.base = mark === '[' ? 1 : 0
    this.depth = this.base
    return place + this.base
  }

  // The place of the next character that matters, or -1.
  private mark(text: string, from: number): number {
    if (this.escaped) return from < text.length ? from : -1
    const marks = this.quoted ? inside : outside
    marks.lastIndex = from
    return marks.exec(text)?.index ?? -1
  }

  // Goes on after a character that matters; returns whether an item ends there, with the character or without it.
  private after(code: number): End {
    if (this.escaped) {
      this.escaped = false
      return 'no'
    }
    if (this.quoted) return this.inside(code)
    if (code === quote) this.quoted = true
    else if (openings.has(code)) {
      this.depth++
      this.deepest = Math.max(this.deepest, this.depth)
    } else if (closings.has(code)) return this.closing()
    else if (this.depth === this.base && (code === comma || (code === lineFeed && this.base === 0))) return 'without'
    return 'no'
  }

  // A line feed inside of quotes breaks the item.
  private inside(code: number): End {
    if (code === backslash) this.escaped = true
    else if (code === quote) this.quoted = false
    else if (code === lineFeed) {
      this.quoted = false
      this.depth = this.base
      return 'without'
    }
    return 'no'
  }

  private closing(): End {
    if (this.depth > this.base) {
      this.depth--
      return this.depth === this.base ? 'with' : 'no'
    }
    this.base = 0
    this.depth = 0
    return 'without'
  }

  private keep(text: string): void {
    this.parts.push(text)
    this.size += text.length
  }

  // Takes the item that ends with this text; nothing for white space.
  private *item(text: string): Generator<string> {
    this.keep(text)
    const whole = trimmed(this.parts.join(''))
    const tooDeep = this.deepest - this.base > limits.depth
    this.parts = []
    this.size = 0
    this.deepest = this.depth
    if (whole) yield tooDeep ? '' : whole
  }
}

function trimmed(text: string): string {
  let end = text.length
  while (end > 0 && ' \t\r\n\ufeff'.includes(text.charAt(end - 1))) end--
  return text.slice(0, end).replace(around, '')
}
