// Drafts as contents of records: only texts that a person saw, within the limits of a record.
import type { Json } from '@kula/client/canonical'
import type { Content } from '@kula/client/content'
import { areSameWords } from '@kula/client/sameWords'
import { checkedContent } from './checked'
import { clean, type Draft, type Step, type Turn } from './drafts'
import { type LeftOut, Refused } from './leftOut'
import { limits } from './vocabulary'

// More than the names of a message's fields take, in bytes.
const messageBytes = 64
const utf8 = new TextEncoder()

export function* contentsOf(draft: Draft, leftOut: LeftOut): Generator<Content> {
  if (draft.type === 'talk') yield* conversations(draft.steps, leftOut)
  else if (draft.type === 'rated') yield rating(draft)
  else if (draft.type === 'choice') yield preference(draft)
  else yield checkedContent(draft.item)
}

function* conversations(steps: Step[], leftOut: LeftOut): Generator<Content> {
  for (const reason of steps.flatMap((one) => one.leftOut)) leftOut.add(reason)
  const { turns, orphans } = turnsOf(steps)
  leftOut.add('no-question', orphans)
  if (turns.length === 0) throw new Refused('empty')
  if (!turns.some((one) => one.role === 'assistant' && one.given)) throw new Refused('no-answer')
  for (let last = turns.at(-1); last && (last.role !== 'assistant' || !last.given); last = turns.at(-1)) {
    leftOut.add(last.role === 'assistant' ? 'weight-0' : 'unanswered')
    turns.pop()
  }
  for (const part of partsOf(exchangesOf(turns), leftOut)) yield { kind: 'conversation', messages: part.map(message) }
}

function rating(draft: Extract<Draft, { type: 'rated' }>): Content {
  const { turns } = turnsOf(draft.steps)
  const answer = draft.steps.at(-1)?.turn
  const text = answer?.role === 'assistant' ? clean(answer.text) : ''
  const last = turns.at(-1)
  if (!text || last?.role !== 'assistant' || !last.text.endsWith(text)) throw new Refused('thumb-without-answer')
  const { rating: value, reasons } = draft.opinion
  const messages = fitting(exchangesOf(turns), 0)
  const content: Content = { kind: 'rating', messages, range: '-1/1', rating: value }
  return reasons.length > 0 ? { ...content, reasons } : content
}

function preference(draft: Extract<Draft, { type: 'choice' }>): Content {
  const a = { ...draft.a, text: clean(draft.a.text) }
  const b = { ...draft.b, text: clean(draft.b.text) }
  if (!a.text || !b.text) throw new Refused('empty')
  if (areSameWords(a.text, b.text)) throw new Refused('no-difference')
  const { turns } = turnsOf(draft.prompt)
  if (turns.length === 0) throw new Refused('empty')
  const prompt = fitting(exchangesOf(turns), sizeOf(a) + sizeOf(b))
  const content: Content = { kind: 'preference', prompt, a: a.text, b: b.text, outcome: draft.outcome }
  if (a.model) content.a_written_by = a.model
  if (b.model) content.b_written_by = b.model
  return content
}

// The turns that hold a text, with neighbouring answers joined, and how many answers lost their question.
function turnsOf(steps: Step[]): { turns: Turn[]; orphans: number } {
  const turns: Turn[] = []
  let orphans = 0
  let lost = false
  for (const one of steps) {
    if (!one.turn) continue
    const turn = { ...one.turn, text: clean(one.turn.text) }
    const isLost = turn.role === 'user' && !one.turn.text && one.leftOut.length > 0
    if (turn.role === 'user' && (turn.text || isLost)) lost = isLost
    if (!turn.text) continue
    const last = turns.at(-1)
    if (lost && turn.role === 'assistant') orphans++
    else if (last?.role === 'assistant' && turn.role === 'assistant')
      turns[turns.length - 1] = { ...turn, text: `${last.text}\n\n${turn.text}`, model: turn.model || last.model }
    else turns.push(turn)
  }
  return { turns, orphans }
}

// The turns in groups, each of which begins with a question after an answer.
function exchangesOf(turns: Turn[]): Turn[][] {
  const groups: Turn[][] = []
  for (const turn of turns) {
    const group = groups.at(-1)
    if (!group || (turn.role !== 'assistant' && group.at(-1)?.role === 'assistant')) groups.push([turn])
    else group.push(turn)
  }
  return groups
}

// The groups as parts, each as long as one record can be. Leaves out a group that fits no record.
function* partsOf(groups: Turn[][], leftOut: LeftOut): Generator<Turn[]> {
  let part: Turn[] = []
  let size = 0
  for (const group of groups) {
    const length = lengthOf(group)
    if (part.length > 0 && !fits(part.length + group.length, size + length)) {
      yield part
      part = []
      size = 0
    }
    if (fits(group.length, length)) {
      part = [...part, ...group]
      size += length
    } else leftOut.add('too-long')
  }
  if (part.length > 0) yield part
}

// The messages of the last groups that fit into one record beside `used` bytes.
function fitting(groups: Turn[][], used: number): Json[] {
  let turns: Turn[] = []
  let size = used
  for (const group of [...groups].reverse()) {
    size += lengthOf(group)
    if (!fits(turns.length + group.length, size)) break
    turns = [...group, ...turns]
  }
  if (turns.length === 0) throw new Refused('too-long')
  return turns.map(message)
}

const fits = (count: number, size: number): boolean => count <= limits.messages && size <= limits.record_bytes

const lengthOf = (turns: Turn[]): number => turns.reduce((sum, turn) => sum + sizeOf(turn), 0)

// An upper bound of the canonical bytes of a turn's message.
const sizeOf = (turn: Turn): number => sizeOfText(turn.text) + sizeOfText(turn.model) + messageBytes

const sizeOfText = (text: string): number => utf8.encode(JSON.stringify(text.normalize('NFC'))).length

function message({ role, text, model }: Turn): Json {
  return { role, content: text, ...(model && role === 'assistant' ? { written_by: model } : {}) }
}
