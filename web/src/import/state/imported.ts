// The chats that an import has found so far, and what the person chose for each. Pure.

import { type Content, messagesOf } from '@kula/client'
import { titleOf } from '../../chat/state/talk'
import { redacted } from '../../exports/personal'
import type { FoundRecord } from '../../exports/serve'

/** What happens to a personal detail: it is hidden, or it leaves as it is. Without a choice its chat does not leave. */
export type Choice = 'hide' | 'keep'

/** One chat of an export. A long one, or one with thumbs, gives several records. */
export interface ImportedChat {
  id: string
  title: string
  records: FoundRecord[]
  /** By the detail's text. */
  choices: Record<string, Choice>
  isTicked: boolean
}

export type ImportedChats = Record<string, ImportedChat>

export function withRecords(chats: ImportedChats, records: FoundRecord[]): ImportedChats {
  const next = { ...chats }
  for (const record of records) {
    const id = `${record.file}#${record.number}`
    const before = next[id]
    const title = before?.title || record.title || titleOf(messagesOf(record.content)[0]?.content ?? '')
    const chat: ImportedChat = {
      id,
      title,
      records: [...(before?.records ?? []), record],
      choices: before?.choices ?? {},
      isTicked: true,
    }
    next[id] = { ...chat, isTicked: !isOpen(chat) }
  }
  return next
}

/** How many personal details a chat holds: all, or those with one choice. */
export function detailsOf(chat: ImportedChat, choice?: Choice | undefined): number {
  const isCounted = ({ text }: { text: string }) => !choice || chat.choices[text] === choice
  return chat.records.reduce((sum, record) => sum + record.personal.filter(isCounted).length, 0)
}

/** A chat whose personal details nobody has looked at does not leave. */
export function tick(chat: ImportedChat, isTicked: boolean): ImportedChat {
  return { ...chat, isTicked: isTicked && !isOpen(chat) }
}

/** Chooses for one detail, or for all of the chat. */
export function decide(chat: ImportedChat, choice: Choice, detail?: string): ImportedChat {
  const texts =
    detail === undefined ? chat.records.flatMap(({ personal }) => personal.map(({ text }) => text)) : [detail]
  const next = { ...chat, choices: { ...chat.choices, ...Object.fromEntries(texts.map((text) => [text, choice])) } }
  return { ...next, isTicked: !isOpen(next) }
}

export function hideAll(chats: ImportedChats): ImportedChats {
  return Object.fromEntries(Object.entries(chats).map(([id, chat]) => [id, isOpen(chat) ? decide(chat, 'hide') : chat]))
}

export function isOpen(chat: ImportedChat): boolean {
  return chat.records.some(({ personal }) => personal.some(({ text }) => !chat.choices[text]))
}

/** What of a record leaves. */
export function leaving(chat: ImportedChat, record: FoundRecord): Content {
  const isHidden = (text: string) => chat.choices[text] === 'hide'
  if (record.personal.every(({ text }) => isHidden(text))) return record.redacted
  return redacted(record.content, isHidden)
}

export function counts(chat: ImportedChat): { messages: number; thumbs: number; choices: number } {
  const of = (kind: string) => chat.records.filter(({ content }) => content.kind === kind)
  const talk = of('conversation').length > 0 ? of('conversation') : chat.records
  return {
    messages: talk.reduce((sum, { content }) => sum + messagesOf(content).length, 0),
    thumbs: of('rating').length,
    choices: of('preference').length,
  }
}

/** How much of the memory the chats take, in characters. */
export function weightOf(records: FoundRecord[]): number {
  return records.reduce(
    (sum, { content }) => sum + messagesOf(content).reduce((size, message) => size + message.content.length, 0),
    0,
  )
}
