// The pair at the end of a talk that waits for a choice.
import { type Chat, pairOf, path, type Turn } from './talk'

export interface Undecided {
  question: Turn
  pair: [Turn, Turn]
}

export function undecided(chat: Chat): Undecided | null {
  const question = path(chat)
    .filter((turn) => turn.role === 'user')
    .at(-1)
  const pair = question && pairOf(chat, question)
  return question && pair ? { question, pair } : null
}
