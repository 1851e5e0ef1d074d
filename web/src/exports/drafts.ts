// What a form gives: turns of talks, rated answers and choices, before the limits of a record are applied. Readers of
// fields are total: they return something empty for a value of another type.
import type { Outcome } from '@kula/client/content'
import { type Reason, reasonsAgainst, reasonsFor, thumbs } from './vocabulary'

export type Item = Record<string, unknown>

export interface Opinion {
  rating: 1 | -1
  reasons: string[]
}

export type Role = 'user' | 'assistant' | 'system'

export interface Turn {
  role: Role
  text: string
  // The name of the model that wrote it, if the export says so.
  model: string
  // False for an answer that is context only.
  given: boolean
}

// One message of an export: the turn that it gives, if it gives one, and what is left out of it.
export interface Step {
  turn: Turn | null
  leftOut: Reason[]
}

export type Draft =
  | { type: 'talk'; steps: Step[] }
  | { type: 'rated'; steps: Step[]; opinion: Opinion }
  | { type: 'choice'; prompt: Step[]; a: Turn; b: Turn; outcome: Outcome }
  | { type: 'own'; item: Item }

// What other files of the same export say: opinions by the id of their talk, then of their answer.
export type Context = Map<string, Map<string, Opinion>>

export interface Form {
  matches(item: Item): boolean
  drafts(item: Item, context: Context, leftOut: import('./leftOut').LeftOut): Iterable<Draft>
}

export const turn = (role: Role, text: string, model = '', given = true): Turn => ({ role, text, model, given })

export const step = (of: Turn | null, leftOut: Reason[] = []): Step => ({ turn: of, leftOut })

const white = /[ \t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/
// Control characters, halves of characters, and tags: nobody sees them. With the flag u, halves of pairs do not match.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff\u{e0000}-\u{e007f}]/gu

export function clean(text: string): string {
  const seen = text.replace(unseen, '')
  let start = 0
  let end = seen.length
  while (start < end && white.test(seen.charAt(start))) start++
  while (end > start && white.test(seen.charAt(end - 1))) end--
  return seen.slice(start, end)
}

export function asItem(value: unknown): Item {
  return isItem(value) ? value : {}
}

export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const has = (item: Item, name: string): boolean => Object.hasOwn(item, name)

export const get = (item: Item, name: string): unknown => (has(item, name) ? item[name] : undefined)

export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

export const asTime = (value: unknown): number => (typeof value === 'number' && value > 0 && value < 1e15 ? value : 0)

const writer = /^[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,99}$/

// The first of the values that can be a model's name.
export function asModel(...values: unknown[]): string {
  const names = values.map((value) => clean(asText(value)))
  return names.find((name) => writer.test(name) && name !== 'auto') ?? ''
}

export function opinionOf(rating: unknown, tags: unknown[]): Opinion | undefined {
  const value = rating === 1 || rating === -1 ? rating : thumbs.get(asText(rating).toLowerCase())
  if (value === undefined) return undefined
  const names = value > 0 ? reasonsFor : reasonsAgainst
  const reasons = tags.flatMap((tag) => names.get(asText(tag)) ?? [])
  return { rating: value > 0 ? 1 : -1, reasons: [...new Set(reasons)].slice(0, 3) }
}
