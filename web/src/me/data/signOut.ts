// Removes an owner's session, chats and records from this device.
import { chats, remove } from '../../chat/state/chats'
import { NEW } from '../../chat/state/draftChat'
import { forgetSession, type Session } from '../../connect/sessions'
import { outbox, removeItem } from '../../feedback/outbox'

export async function signOut({ owner }: Session): Promise<void> {
  for (const chat of Object.values(chats.get())) if (chat.owner === owner || chat.id === NEW) await remove(chat.id)
  for (const item of Object.values(outbox.get()))
    if (item.owner === owner || item.owner === null) await removeItem(item.id)
  await forgetSession(owner)
}
