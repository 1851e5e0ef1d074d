// Items in Kula's own form: the strict shapes of protocol/records/content.py, without fields that a kind does not have.
import { canonicalBytes, type Json } from '@kula/client/canonical'
import type { Content } from '@kula/client/content'
import { mostBytes, reasonsAgainst, reasonsFor } from '@kula/client/content'
import { asItem, asList, get, has, type Item, isItem } from './drafts'
import { Refused } from './leftOut'

const mostMessages = 256
const fields: Record<string, string[]> = {
  conversation: ['messages'],
  rating: ['messages', 'range', 'rating'],
  correction: ['messages', 'corrected'],
  preference: ['prompt', 'a', 'b', 'outcome'],
}
const optional: Record<string, string[]> = {
  rating: ['reasons'],
  preference: ['a_answer', 'b_answer', 'a_written_by', 'b_written_by'],
}
const ratings: Record<string, number[]> = { '-1/1': [-1, 1], '1..5': [1, 2, 3, 4, 5] }
const reasonNames: string[] = [...reasonsFor, ...reasonsAgainst]
const writer = /^[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,99}$/

export function isOwnForm(item: Item): boolean {
  return typeof item.kind === 'string' && Object.hasOwn(fields, item.kind)
}

// Throws Refused for an item that no gateway would take.
export function checkedContent(item: Item): Content {
  const kind = item.kind as Content['kind']
  const pair = kind === 'preference' && has(item, 'chosen') && has(item, 'rejected')
  const whole: Item = pair ? { ...item, a: item.chosen, b: item.rejected, outcome: 'a' } : item
  const needed = fields[kind] ?? []
  const content: Content = { kind }
  for (const name of [...needed, ...(optional[kind] ?? [])])
    if (has(whole, name))
      content[name] = (name === 'messages' || name === 'prompt' ? bare(whole[name]) : whole[name]) as Json
  need(needed.every((name) => has(content, name)))
  if (kind === 'preference') checkPreference(content)
  else checkTalk(content)
  try {
    need(canonicalBytes(content).length <= mostBytes && !hasNul(content))
  } catch {
    throw new Refused('not-a-record')
  }
  return content
}

function need(right: boolean): void {
  if (!right) throw new Refused('not-a-record')
}

// Messages without the fields that a message does not have.
function bare(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages
  const names = ['role', 'content', 'answer', 'written_by']
  return messages.map((message) =>
    isItem(message) ? Object.fromEntries(Object.entries(message).filter(([name]) => names.includes(name))) : message,
  )
}

function checkPreference(content: Content): void {
  checkMessages(content.prompt)
  need(isText(content.a) && isText(content.b))
  checkWriter(content, 'a_')
  checkWriter(content, 'b_')
  need(['a', 'b', 'tie', 'both-bad'].includes(content.outcome as string))
}

function checkTalk(content: Content): void {
  checkMessages(content.messages)
  const messages = asList(content.messages).map(asItem)
  if (content.kind === 'conversation') need(messages.some((message) => message.role === 'assistant'))
  else need(messages.at(-1)?.role === 'assistant')
  if (content.kind === 'correction') need(isText(content.corrected))
  if (content.kind !== 'rating') return
  const range = typeof content.range === 'string' && Object.hasOwn(ratings, content.range) ? ratings[content.range] : []
  need(typeof content.rating === 'number' && !!range?.includes(content.rating))
  if (has(content, 'reasons')) checkReasons(content.reasons)
}

function checkReasons(value: unknown): void {
  const reasons = asList(value)
  need(reasons.length >= 1 && reasons.length <= 3 && new Set(reasons).size === reasons.length)
  need(reasons.every((reason) => typeof reason === 'string' && reasonNames.includes(reason)))
}

function checkMessages(value: unknown): void {
  const messages = asList(value)
  need(messages.length >= 1 && messages.length <= mostMessages && messages.every(isItem))
  for (const message of messages.map(asItem)) {
    need(['system', 'user', 'assistant'].includes(message.role as string) && isText(message.content))
    need(message.role === 'assistant' || !(has(message, 'answer') || has(message, 'written_by')))
    checkWriter(message, '')
  }
}

function checkWriter(fieldsOf: Item, side: string): void {
  const answer = get(fieldsOf, `${side}answer`)
  const name = get(fieldsOf, `${side}written_by`)
  if (answer !== undefined) {
    need(isItem(answer) && Object.keys(answer).sort().join() === 'model,signature' && name === undefined)
    need(isHex(asItem(answer).model, 32) && isHex(asItem(answer).signature, 65))
  }
  if (name !== undefined) need(typeof name === 'string' && writer.test(name))
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''

const isHex = (value: unknown, size: number): boolean =>
  typeof value === 'string' && value.length === 2 + 2 * size && /^0x[0-9a-f]+$/.test(value)

function hasNul(value: Json): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (Array.isArray(value)) return value.some(hasNul)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNul)
}
