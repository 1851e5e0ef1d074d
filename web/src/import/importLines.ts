// The lines of an imported chat's preview: what leaves of each record, with its personal details marked.
import { messagesOf } from '@kula/client'
import { marked, type Span } from '../exports/personal'
import type { Choice, ImportedChat } from './state/imported'

export interface ImportLine {
  id: string
  role: 'user' | 'assistant' | 'corrected'
  /** The program that wrote it, if the export says. */
  writer: string | null
  content: string
  marks: { mark: Span; choice: Choice | 'open' }[]
}

/** A message that is longer is cut behind its last detail. */
const LONG = 6_000

export function importLines(chat: ImportedChat): ImportLine[] {
  return chat.records.flatMap((record) => {
    const messages = messagesOf(record.content)
    return marked(record.content).map(({ text, spans }, place): ImportLine => {
      const message = messages[place]
      const isAnswer = message !== undefined || !('corrected' in record.content)
      const choiceOf = ({ start, end }: Span): Choice | 'open' => chat.choices[text.slice(start, end)] ?? 'open'
      const end = Math.max(LONG, spans.at(-1)?.end ?? 0)
      return {
        id: `${record.key}${place}`,
        role: message?.role === 'user' ? 'user' : isAnswer ? 'assistant' : 'corrected',
        writer: message?.written_by ?? null,
        content: text.length > end ? `${text.slice(0, end)}…` : text,
        marks: spans.map((mark) => ({ mark, choice: choiceOf(mark) })),
      }
    })
  })
}
