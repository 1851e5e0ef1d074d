// The four kinds of records as the page makes them.
import type { Hex } from 'viem'
import type { Kind } from './api'
import type { Json } from './canonical'

export interface SignedAnswer {
  [key: string]: Json
  model: Hex
  signature: Hex
}

export interface Message {
  role: 'user' | 'assistant'
  content: string
  answer?: SignedAnswer
}

export type Content = { kind: Kind; [key: string]: Json }

export function conversation(messages: Message[]): Content {
  return { kind: 'conversation', messages: messages.map(plain) }
}

export function rating(messages: Message[], value: 1 | -1): Content {
  return { kind: 'rating', messages: messages.map(plain), range: '-1/1', rating: value }
}

export function correction(messages: Message[], corrected: string): Content {
  return { kind: 'correction', messages: messages.map(plain), corrected }
}

export function preference(prompt: Message[], chosen: Message, rejected: Message): Content {
  return {
    kind: 'preference',
    prompt: prompt.map(plain),
    chosen: chosen.content,
    rejected: rejected.content,
    ...(chosen.answer ? { chosen_answer: chosen.answer } : {}),
    ...(rejected.answer ? { rejected_answer: rejected.answer } : {}),
  }
}

function plain(message: Message): Json {
  const { role, content, answer } = message
  return answer ? { role, content, answer } : { role, content }
}
