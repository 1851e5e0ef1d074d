// Everything that this device keeps for its owner, as a file, and back. Several owners may use one device: nothing of one goes to another.
import { chats, put, save } from '../../chat/state/chats'
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

/** What an import did: how many chats and records are new, and how many belong to another account and stayed out. */
export interface Imported {
  chats: number
  records: number
  foreign: number
}

export async function exportText(): Promise<string> {
  const owner = session.get()?.owner ?? null
  const whole: Exported = {
    kind: 'kula export',
    version: 1,
    made: new Date().toISOString(),
    chats: Object.values(chats.get()).filter((chat) => chat.owner === owner),
    // What waits for an approval is whoever's is here.
    records: Object.values(outbox.get()).filter((item) => item.owner === owner || item.owner === null),
    erasure: await lastErasure(owner ?? ''),
  }
  return JSON.stringify(whole, null, 1)
}

/** Takes an export back. What is here already stays. What a guest made is the present owner's. Resolves to null for another file. */
export async function importText(text: string): Promise<Imported | null> {
  let whole: Exported
  try {
    whole = JSON.parse(text) as Exported
  } catch {
    return null
  }
  if (whole?.kind !== 'kula export' || !Array.isArray(whole.chats) || !Array.isArray(whole.records)) return null
  const owner = session.get()?.owner ?? null
  const isOurs = (one: { owner: string | null }) => one.owner === null || one.owner === owner
  const newChats = whole.chats.map(readChat).filter((chat) => chat !== null && !chats.get()[chat.id])
  // What was on its way on the other device leaves from there.
  const newItems = whole.records.map(readItem).filter((item) => item?.receipt && !outbox.get()[item.id])
  const ours = {
    chats: newChats.filter((chat) => chat && isOurs(chat)),
    records: newItems.filter((item) => item && isOurs(item)),
  }
  for (const chat of ours.chats) if (chat) put({ ...chat, owner })
  for (const item of ours.records) if (item) await putItem({ ...item, owner })
  // Nobody is told of what a reload would lose.
  await save()
  const taken = { chats: ours.chats.length, records: ours.records.length }
  return { ...taken, foreign: newChats.length + newItems.length - taken.chats - taken.records }
}
