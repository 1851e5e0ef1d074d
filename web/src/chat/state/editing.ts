// Which question or answer is being edited: the text itself is a draft of its chat.
import { update } from './chats'
import { type Chat, path, setDraft, type Turn } from './talk'

export function beginEdit(chat: Chat, turn: Turn): void {
  update(chat.id, (now) => setDraft(now, turn.id, now.drafts[turn.id] ?? turn.content))
}

export function endEdit(chat: Chat, turn: Turn): void {
  update(chat.id, (now) => setDraft(now, turn.id, null))
}

export function writeEdit(chat: Chat, turn: Turn, text: string): void {
  update(chat.id, (now) => setDraft(now, turn.id, text))
}

/** Opens the last question for editing. Returns whether there is one. */
export function editLast(chat: Chat): boolean {
  const last = path(chat)
    .filter((turn) => turn.role === 'user')
    .at(-1)
  if (last) beginEdit(chat, last)
  return last !== undefined
}
