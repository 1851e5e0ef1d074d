// Records of a file, and a reader that gives them without reading one.
import { conversation } from '@kula/client'
import type { FoundRecord } from '../exports/serve'
import type { read } from '../import/state/reading'

export const found = (number: number, more: Partial<FoundRecord> = {}): FoundRecord => {
  const answer = { role: 'assistant' as const, content: 'Yes', written_by: 'other-1' }
  const asked = (mail: string) => conversation([{ role: 'user', content: `Question ${number}, ${mail}` }, answer])
  const content = asked('a.b@mail.example')
  const redacted = asked('[MAIL]')
  const place = { file: 'chats.json', number, form: 'claude', title: `Chat ${number}` }
  return { ...place, content, key: `key${number}`, keys: [], personal: [], redacted, ...more }
}
export const file = new File(['{}'], 'chats.json')

/** A reader that gives these records, without those that were sent before. */
export const from = (records: FoundRecord[]) =>
  async function* (_: File, options: Parameters<NonNullable<Parameters<typeof read>[1]>>[1]) {
    const sent = new Set(options.sent)
    for (const record of records) if (!sent.has(record.key)) yield record
    options.onLeftOut?.(new Map([['sent-before', sent.size]]))
  }
