// Everything that this device keeps for its owner, as a file, and back.
import { chats, put } from '../../chat/state/chats'
import { readChat } from '../../chat/state/talk'
import { session } from '../../connect/sessions'
import { readItem } from '../../feedback/item'
import { outbox, putItem } from '../../feedback/outbox'
import { lastErasure } from '../../records/ends/lastErasure'

interface Exported {
  kind: 'kula export'
  version: 1
  made: string
  chats: unknown[]
  /** Records with their words, salts, signatures and receipts. */
  records: unknown[]
  /** The gateway's receipt of the last erasure of all records. */
  erasure: unknown
}

export async function exportText(): Promise<string> {
  const whole: Exported = {
    kind: 'kula export',
    version: 1,
    made: new Date().toISOString(),
    chats: Object.values(chats.get()),
    records: Object.values(outbox.get()),
    erasure: await lastErasure(session.get()?.owner ?? ''),
  }
  return JSON.stringify(whole, null, 1)
}

/** Takes an export back. What is here already stays. Resolves to how many chats and records are new, or null for another file. */
export async function importText(text: string): Promise<{ chats: number; records: number } | null> {
  let whole: Exported
  try {
    whole = JSON.parse(text) as Exported
  } catch {
    return null
  }
  if (whole?.kind !== 'kula export' || !Array.isArray(whole.chats) || !Array.isArray(whole.records)) return null
  const newChats = whole.chats.map(readChat).filter((chat) => chat !== null && !chats.get()[chat.id])
  // What was on its way on the other device leaves from there.
  const records = whole.records.map(readItem).filter((item) => item?.receipt && !outbox.get()[item.id])
  for (const chat of newChats) if (chat) put(chat)
  for (const item of records) if (item) await putItem(item)
  return { chats: newChats.length, records: records.length }
}
