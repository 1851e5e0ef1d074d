// Finds personal data in texts and masks it, by the patterns and checks that Python has too (personal.py). Each pattern
// takes time that is linear in the text. A text that two patterns match belongs to the first of them. A name that one
// text gives is masked in all texts of its record.

import type { Json } from '@kula/client/canonical'
import type { Content } from '@kula/client/content'
import words from '../../../node/contributor/exports/patterns.json'
import { checks } from './checks'
import { asItem, asList, asText, has, type Item } from './drafts'

export type PersonalKind = keyof typeof words.masks

export interface Span {
  kind: PersonalKind
  start: number
  end: number
}

const patterns = words.patterns.map(({ kind, pattern, check, needs, digits }) => ({
  kind: kind as PersonalKind,
  pattern: new RegExp(pattern, 'dgu'),
  check: checks[check] ?? ((text: string) => text.length),
  whole: check === 'whole',
  needs: needs as string[],
  digits,
}))
// What every text with a number of a phone or of a card matches.
const digitsAtAll = new RegExp(words.digits, 'u')
// Most names that one record is searched for.
const mostNames = 20
const answers = ['corrected', 'a', 'b']

// The personal data in a text, in the order of the text.
export function spansOf(text: string): Span[] {
  const spans: Span[] = []
  const taken = new Uint8Array(text.length)
  const hasDigits = digitsAtAll.test(text)
  for (const { kind, pattern, check, whole, needs, digits } of patterns) {
    if (digits && !hasDigits) continue
    if (needs.length > 0 && !needs.some((needed) => text.includes(needed))) continue
    for (const match of text.matchAll(pattern)) {
      const [start, stop] = (whole ? undefined : match.indices?.[1]) ?? [match.index, match.index + match[0].length]
      const end = start + check(text.slice(start, stop))
      if (end === start || taken.subarray(start, end).includes(1)) continue
      taken.fill(1, start, end)
      spans.push({ kind, start, end })
    }
  }
  return spans.sort((a, b) => a.start - b.start)
}

// The personal data in a content, in the order of its texts.
export function personal(content: Content): { kind: PersonalKind; text: string }[] {
  return marked(content).flatMap(({ text, spans }) =>
    spans.map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) })),
  )
}

// The texts of a content with the personal data in each: of its messages first, then of its answers.
export function marked(content: Content): { text: string; spans: Span[] }[] {
  const texts = textsIn(content)
  return spansIn(texts).map((spans, index) => ({ text: texts[index] ?? '', spans }))
}

// A content whose personal data is replaced by words such as [MAIL]. An answer that changes is no signed one.
export function redacted(content: Content, isHidden: (text: string) => boolean = () => true): Content {
  const masked = marked(content).map(({ text, spans }) =>
    maskedText(
      text,
      spans.filter(({ start, end }) => isHidden(text.slice(start, end))),
    ),
  )
  const fields: Content = { ...content }
  for (const name of ['messages', 'prompt'])
    if (has(content, name))
      fields[name] = asList(content[name]).map((message) => withText(asItem(message), masked.shift() ?? ''))
  for (const name of answers) {
    if (!has(content, name)) continue
    fields[name] = masked.shift() ?? ''
    if (fields[name] !== content[name]) delete fields[`${name}_answer`]
  }
  return fields
}

function withText(message: Item, text: string): Json {
  const { answer, ...rest } = message as { [name: string]: Json }
  return { ...rest, ...(answer !== undefined && text === message.content ? { answer } : {}), content: text }
}

function maskedText(text: string, spans: Span[]): string {
  let masked = ''
  let place = 0
  for (const { kind, start, end } of spans) {
    masked += text.slice(place, start) + words.masks[kind]
    place = end
  }
  return masked + text.slice(place)
}

// The texts of a content: of its messages, and of its answers.
function textsIn(content: Content): string[] {
  const messages = asList(content.prompt ?? content.messages).map((message) => asText(asItem(message).content))
  return [...messages, ...answers.filter((name) => has(content, name)).map((name) => asText(content[name]))]
}

// The personal data of each text: what it shows itself, and every place where a name stands that a text gives.
function spansIn(texts: string[]): Span[][] {
  const own = texts.map(spansOf)
  const names = own.flatMap((spans, index) =>
    spans.filter(({ kind }) => kind === 'name').map(({ start, end }) => (texts[index] ?? '').slice(start, end)),
  )
  const searched = [...new Set(names)].slice(0, mostNames)
  return texts.map((text, index) => withNames(text, own[index] ?? [], searched))
}

function withNames(text: string, spans: Span[], names: string[]): Span[] {
  const taken = new Uint8Array(text.length)
  for (const { start, end } of spans) taken.fill(1, start, end)
  const more: Span[] = []
  for (const name of names)
    for (let start = text.indexOf(name); start >= 0; start = text.indexOf(name, start + name.length)) {
      const end = start + name.length
      if (!isWord(text, start, end) || taken.subarray(start, end).includes(1)) continue
      taken.fill(1, start, end)
      more.push({ kind: 'name', start, end })
    }
  return [...spans, ...more].sort((a, b) => a.start - b.start)
}

// Whether no Latin letter or digit joins a text on either side. Scripts without spaces have no such words.
function isWord(text: string, start: number, end: number): boolean {
  const joins = (one: string, two: string) => /^[0-9A-Za-z]$/.test(one) && /^[0-9A-Za-z]$/.test(two)
  return !joins(text.charAt(start - 1), text.charAt(start)) && !joins(text.charAt(end - 1), text.charAt(end))
}
