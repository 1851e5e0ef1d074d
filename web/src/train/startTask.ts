// Opens a task as a chat: its talk is there, and what the person has to do is the next step.
import type { Task } from '@kula/client'
import { again, compare } from '../chat/state/asking'
import { newChat, put } from '../chat/state/chats'
import { beginEdit } from '../chat/state/editing'
import { add, type Chat, type Turn } from '../chat/state/talk'
import { session } from '../connect/sessions'

/** Returns the chat's id. A task that was begun before is gone on with. */
export function startTask(task: Task): string {
  const owner = session.get()
  const turns = turnsOf(task, owner?.key)
  const empty = { ...newChat(owner?.owner ?? null), id: `task-${task.task.slice(2, 18)}` }
  const chat = turns.reduce<Chat>(add, empty)
  put(chat)
  const last = turns.at(-1)
  if (!last) return chat.id
  if (task.kind === 'pair') compare(chat.id, last.id)
  else if (task.kind === 'answer') again(chat.id, last.id)
  else beginEdit(chat, last)
  return chat.id
}

function turnsOf(task: Task, key: string | undefined): Turn[] {
  const ids = task.messages.map(() => crypto.randomUUID())
  return task.messages.map(({ role, content }, place): Turn => {
    const isSigned = place === task.messages.length - 1 && role === 'assistant' && task.answer
    return {
      id: ids[place] ?? '',
      parent: ids[place - 1] ?? null,
      role: role === 'assistant' ? 'assistant' : 'user',
      content: content ?? '',
      at: Date.now() + place,
      state: 'complete',
      ...(isSigned && task.answer ? { answer: task.answer, model: task.answer.model, key } : {}),
    }
  })
}
