// The four kinds of records as this client makes them.

import type { Hex } from 'viem'
import type { Json } from './canonical.ts'
import type { Kind, PostRecord } from './shapes.ts'

export interface SignedAnswer {
  [key: string]: Json
  model: Hex
  signature: Hex
}

/** The answer before a correction, and what the correction's record holds beside its content. */
export interface Correction {
  [key: string]: Json
  content: string
  answer: SignedAnswer
  salt: Hex
  licence: string
  parent: Hex
  nonce: string
}

/** Most canonical bytes of a content. */
export const mostBytes = 65_536

/** Most turns of a talk that may say that they come from corrections. */
export const mostCorrections = 8

export interface Message {
  role: 'user' | 'assistant'
  content: string
  answer?: SignedAnswer
  // On the person's own text: the correction that it comes from.
  correction?: Correction
  // The name of another program's model, on an imported answer.
  written_by?: string
}

export const outcomes = ['a', 'b', 'tie', 'both-bad'] as const
export type Outcome = (typeof outcomes)[number]

export const mostReasons = 3

/** The reasons that a rating may carry. */
export const reasonsFor = ['correct', 'clear', 'complete', 'helpful'] as const
export const reasonsAgainst = [
  'wrong',
  'unhelpful',
  'unsafe',
  'off-topic',
  'too-long',
  'too-short',
  'format',
  'other',
] as const

export type Content = { kind: Kind; [key: string]: Json }

export function conversation(messages: Message[]): Content {
  return { kind: 'conversation', messages: messages.map(plain) }
}

export function rating(messages: Message[], value: 1 | -1, reasons: string[] = []): Content {
  const content: Content = { kind: 'rating', messages: messages.map(plain), range: '-1/1', rating: value }
  return reasons.length > 0 ? { ...content, reasons } : content
}

export function correction(messages: Message[], corrected: string): Content {
  return { kind: 'correction', messages: messages.map(plain), corrected }
}

/** The turn with which a talk goes on from a signed correction; without a proof if the corrected answer was not signed. */
export function correctedTurn({ record, salt, content }: PostRecord): Message {
  const { content: before, answer } = (content.messages as Message[]).at(-1) as Message
  const turn: Message = { role: 'assistant', content: String(content.corrected) }
  if (!answer) return turn
  const { licence, parent, nonce } = record
  return { ...turn, correction: { content: before, answer, salt, licence, parent, nonce } }
}

/** `signRecord` refuses one whose answers are the same words: skip such a pair. */
export function preference(prompt: Message[], a: Message, b: Message, outcome: Outcome): Content {
  return {
    kind: 'preference',
    prompt: prompt.map(plain),
    a: a.content,
    b: b.content,
    outcome,
    ...(a.answer ? { a_answer: a.answer } : {}),
    ...(b.answer ? { b_answer: b.answer } : {}),
    ...(a.written_by ? { a_written_by: a.written_by } : {}),
    ...(b.written_by ? { b_written_by: b.written_by } : {}),
  }
}

/** Every message of a content, in order; a preference shows both of its answers. */
export function messagesOf(content: Content): Message[] {
  if (content.kind !== 'preference') return content.messages as unknown as Message[]
  const sides = [content.a, content.b].map((text) => ({ role: 'assistant', content: text }) as Message)
  return [...(content.prompt as unknown as Message[]), ...sides]
}

function plain(message: Message): Json {
  const { role, content, answer, correction, written_by } = message
  const origin = { ...(answer ? { answer } : {}), ...(correction ? { correction } : {}) }
  return { role, content, ...origin, ...(written_by ? { written_by } : {}) }
}
