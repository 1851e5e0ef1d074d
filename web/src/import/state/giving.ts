// Hands the chosen chats to the outbox, one item for each record. They were looked at here, so they are not held again.
import { guestKeyNeeded, offerAccount } from '../../connect/offer'
import { newItem } from '../../feedback/item'
import { about, putItem, sendNow } from '../../feedback/outbox'
import { type ImportedChat, leaving } from './imported'
import { forget } from './reading'

export async function giveChats(chats: ImportedChat[]): Promise<void> {
  const at = Date.now()
  // What waits for an owner is sent by the approval; the rest also after a reload.
  const state = guestKeyNeeded() ? 'waiting' : 'sending'
  let given = 0
  for (const chat of chats)
    for (const record of chat.records) {
      const subject = `import/${record.key}`
      const before = about(subject)
      if (before && before.state !== 'refused') continue
      const made = newItem(subject, '', '', leaving(chat, record), chat.title, at)
      const id = before?.id ?? made.id
      await putItem({ ...made, id, due: at, state, imported: record.key })
      given++
    }
  forget(
    chats.map(({ id }) => id),
    given,
  )
  if (guestKeyNeeded()) offerAccount(true)
  else void sendNow()
}
