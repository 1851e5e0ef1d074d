// The chats that an import has found so far, and what the person chose for each. Pure.

import { type Content, messagesOf } from '@kula/client'
import { titleOf } from '../chat/state/talk'
import type { FoundRecord } from '../exports/serve'

/** What happens to the personal details of a chat: nobody has looked yet, they are hidden, or they leave as they are. */
export type Choice = 'open' | 'hide' | 'keep'

/** One chat of an export. A long one, or one with thumbs, gives several records. */
export interface ImportedChat {
  id: string
  title: string
  records: FoundRecord[]
  choice: Choice
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
      choice: before?.choice ?? 'open',
      isTicked: true,
    }
    next[id] = { ...chat, isTicked: chat.choice !== 'open' || detailsOf(chat) === 0 }
  }
  return next
}

export function detailsOf(chat: ImportedChat): number {
  return chat.records.reduce((sum, record) => sum + record.personal.length, 0)
}

/** A chat whose personal details nobody has looked at does not leave. */
export function tick(chat: ImportedChat, isTicked: boolean): ImportedChat {
  return { ...chat, isTicked: isTicked && !isOpen(chat) }
}

export function decide(chat: ImportedChat, choice: Choice): ImportedChat {
  return { ...chat, choice, isTicked: choice !== 'open' }
}

export function hideAll(chats: ImportedChats): ImportedChats {
  return Object.fromEntries(Object.entries(chats).map(([id, chat]) => [id, isOpen(chat) ? decide(chat, 'hide') : chat]))
}

export function isOpen(chat: ImportedChat): boolean {
  return chat.choice === 'open' && detailsOf(chat) > 0
}

/** What of a record leaves. */
export function leaving(chat: ImportedChat, record: FoundRecord): Content {
  return chat.choice === 'hide' ? record.redacted : record.content
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
