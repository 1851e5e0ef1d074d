// The question that is being written before its chat exists. It is kept like a chat, without turns.
import { chat, put, update } from './chats'
import { type Chat, emptyChat } from './talk'

export const NEW = 'new'

export function draftChat(): Chat {
  return chat(NEW) ?? emptyChat(NEW, null, 0)
}

export function keepDraft(id: string, draft: string): void {
  if (id === NEW && !chat(NEW)) put({ ...emptyChat(NEW, null, Date.now()), draft })
  else update(id, (now) => ({ ...now, draft }))
}
