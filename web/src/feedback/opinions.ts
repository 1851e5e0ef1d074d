// Turns what a person says about an answer into an item of the outbox. `shown` is what of the talk may leave.

import { conversation, correction, type Message, type Outcome, preference, rating } from '@kula/client'
import { type Chat, messages, pathTo, type Turn, titleOf } from '../chat/state/talk'
import type { Item } from './item'
import { hold } from './outbox'

export const subject = {
  rating: (turn: string) => `rating/${turn}`,
  correction: (turn: string) => `correction/${turn}`,
  preference: (question: string) => `preference/${question}`,
  conversation: (turn: string) => `conversation/${turn}`,
  again: (record: string) => `again/${record}`,
}

function question(chat: Chat, turn: Turn): string {
  return titleOf(chat.turns[turn.parent ?? '']?.content ?? turn.content)
}

export function rate(chat: Chat, turn: Turn, value: 1 | -1, reasons: string[], shown: Message[]): Promise<Item> {
  const content = rating(shown, value, reasons)
  return hold([subject.rating(turn.id), chat.id, turn.id, content, question(chat, turn), Date.now()])
}

export function giveCorrection(chat: Chat, turn: Turn, text: string, shown?: Message[]): Promise<Item> {
  const content = correction(shown ?? messages(pathTo(chat, turn.id)), text.trim())
  return hold([subject.correction(turn.id), chat.id, turn.id, content, titleOf(text), Date.now()])
}

export function givePreference(
  chat: Chat,
  asked: Turn,
  [a, b]: [Message, Message],
  outcome: Outcome,
  shown?: Message[],
): Promise<Item> {
  const content = preference(shown ?? messages(pathTo(chat, asked.id)), a, b, outcome)
  return hold([subject.preference(asked.id), chat.id, asked.id, content, titleOf(asked.content), Date.now()])
}

export function giveChat(chat: Chat, last: Turn, shown: Message[]): Promise<Item> {
  const title = chat.title || titleOf(last.content)
  return hold([subject.conversation(last.id), chat.id, last.id, conversation(shown), title, Date.now()])
}

/** Holds the same words as a new record. It belongs to no chat: undoing it changes none. */
export function giveAgain(record: string, { content, title }: Item): Promise<Item> {
  return hold([subject.again(record), '', '', content, title, Date.now()])
}
