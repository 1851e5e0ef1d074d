// A chat is a tree of turns: an edited question or a second answer is another branch. Pure.
import type { Message } from '@kula/client'
import { each, isLike, maybe } from '../../storage/isLike'
import type { Chat, Retry, Reveal, Turn, TurnState } from './turn'

export type { Chat, Retry, Reveal, Turn, TurnState }

const TITLE = 60

export function emptyChat(id: string, owner: string | null, at: number): Chat {
  return { id, owner, title: '', created: at, updated: at, turns: {}, chosen: {}, draft: '', drafts: {} }
}

/** The shown turns, from the first one on. */
export function path(chat: Chat): Turn[] {
  const shown: Turn[] = []
  let at = ''
  for (;;) {
    const next = chat.turns[chat.chosen[at] ?? '']
    if (!next || shown.includes(next)) return shown
    shown.push(next)
    at = next.id
  }
}

/** The turns down to one of them, along its parents. */
export function pathTo(chat: Chat, id: string): Turn[] {
  const up: Turn[] = []
  for (let turn = chat.turns[id]; turn && !up.includes(turn); turn = chat.turns[turn.parent ?? '']) up.unshift(turn)
  return up
}

/** A turn's branches: those with the same parent and role, oldest first. Undecided pairs are no branches. */
export function branches(chat: Chat, turn: Turn): Turn[] {
  return Object.values(chat.turns)
    .filter((other) => other.parent === turn.parent && other.role === turn.role && (!other.against || other === turn))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

export function add(chat: Chat, turn: Turn): Chat {
  const title = chat.title || (turn.role === 'user' ? titleOf(turn.content) : '')
  return {
    ...chat,
    title,
    updated: Math.max(chat.updated, turn.at),
    turns: { ...chat.turns, [turn.id]: turn },
    chosen: { ...chat.chosen, [turn.parent ?? '']: turn.id },
  }
}

export function change(chat: Chat, id: string, changes: Partial<Turn>): Chat {
  const turn = chat.turns[id]
  return turn ? { ...chat, turns: { ...chat.turns, [id]: { ...turn, ...changes } } } : chat
}

export function choose(chat: Chat, turn: Turn): Chat {
  return { ...chat, chosen: { ...chat.chosen, [turn.parent ?? '']: turn.id } }
}

export function setDraft(chat: Chat, id: string, text: string | null): Chat {
  const drafts = { ...chat.drafts }
  if (text === null) delete drafts[id]
  else drafts[id] = text
  return { ...chat, drafts }
}

/** The two answers of an undecided pair below a question, in the order in which they are shown. */
export function pairOf(chat: Chat, question: Turn): [Turn, Turn] | null {
  const first = chat.turns[chat.chosen[question.id] ?? '']
  const second = chat.turns[first?.against ?? '']
  return first && second ? [first, second] : null
}

/** The two answers of a decided pair, of which the given one goes on. */
export function revealedPair(chat: Chat, turn: Turn | undefined): [Turn, Turn] | null {
  const other = turn?.reveal && chat.turns[turn.reveal.other]
  if (!turn || !other?.reveal || other.reveal.outcome === 'skip') return null
  return turn.reveal?.side === 'a' ? [turn, other] : [other, turn]
}

/** What a model is asked and a record holds. Answers without a word are left out. */
export function messages(turns: Turn[]): Message[] {
  return turns
    .filter((turn) => turn.content.trim())
    .map(({ role, content, answer }) => ({ role, content, ...(answer ? { answer } : {}) }))
}

export function titleOf(text: string): string {
  const line = text.trim().split('\n')[0] ?? ''
  return [...line].length > TITLE ? `${[...line].slice(0, TITLE).join('')}…` : line
}

/** Whether every word of the search is in the chat. */
export function matches(chat: Chat, search: string): boolean {
  const text = [chat.title, ...Object.values(chat.turns).map((turn) => turn.content)].join('\n').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

const TURN = {
  ...{ id: '', role: (role: unknown) => role === 'user' || role === 'assistant', content: '', at: 0, state: '' },
  ...{ parent: maybe(''), answer: maybe({}), pair: maybe({ offer: {}, side: '' }), against: maybe(''), run: maybe('') },
  reveal: maybe({ outcome: '', side: '', source: { model: '', temperature: 0 }, other: '' }),
  retry: maybe({ at: 0, tries: 0 }),
}
const CHAT = {
  ...{ id: '', owner: maybe(''), title: '', updated: 0, turns: each(TURN), chosen: each('') },
  ...{ draft: maybe(''), drafts: maybe(each('')) },
}

export function readChat(value: unknown): Chat | null {
  if (!isLike(value, CHAT)) return null
  const chat = value as Chat
  return { ...chat, draft: chat.draft ?? '', drafts: chat.drafts ?? {} }
}
