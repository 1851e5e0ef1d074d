// The chats of this device: in memory for the components, and kept in the database as they change.
import { observable } from '../../parts/observable'
import { all, drop, find, keep } from '../../storage/database'
import { hearTabs, heldNames, tellTabs } from '../../storage/tabs'
import { type Chat, change, emptyChat, readChat, type Turn } from './talk'

const SAVE_AFTER = 400
/** How long a gateway keeps an answer that is over, in milliseconds. */
const KEPT = 600_000

export const chats = observable<Record<string, Chat>>({})
export const loaded = observable(false)

const unsaved = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

export async function loadChats(): Promise<void> {
  const rows = await all('chats', readChat)
  const writing = await heldNames()
  const kept = Object.fromEntries(rows.map((chat) => [chat.id, mend(chat, writing)]))
  chats.set((now) => ({ ...kept, ...now }))
  loaded.set(true)
}

// An answer that nobody writes any more was broken off, until it is read again.
function mend(chat: Chat, writing: Set<string>): Chat {
  return Object.values(chat.turns)
    .filter((turn) => turn.state === 'writing' && !writing.has(`kula-answer-${turn.id}`))
    .reduce((mended, turn) => change(mended, turn.id, { state: 'broken' }), chat)
}

/** The answers that were broken off, and that the gateway may still have. One that is being corrected stays as it is. */
export function unfinished(of: Chat, now: number): Turn[] {
  const isOpen = ({ id, state, run, at }: Turn) => state === 'broken' && run && now - at < KEPT && !(id in of.drafts)
  return Object.values(of.turns).filter(isOpen)
}

export function newChat(owner: string | null): Chat {
  return emptyChat(crypto.randomUUID(), owner, Date.now())
}

export function chat(id: string): Chat | undefined {
  return chats.get()[id]
}

/** Changes a chat, and keeps it soon. */
export function update(id: string, changes: (chat: Chat) => Chat): void {
  const before = chat(id)
  if (!before) return
  put(changes(before))
}

export function put(next: Chat): void {
  chats.set((now) => ({ ...now, [next.id]: next }))
  unsaved.add(next.id)
  timer ??= setTimeout(() => void save(), SAVE_AFTER)
}

export async function save(): Promise<void> {
  clearTimeout(timer)
  timer = undefined
  const ids = [...unsaved]
  unsaved.clear()
  for (const id of ids) {
    const now = chat(id)
    if (now && (Object.keys(now.turns).length > 0 || now.draft)) await keep('chats', id, now)
    tellTabs('chats', id)
  }
}

export async function remove(id: string): Promise<void> {
  unsaved.delete(id)
  chats.set((now) => Object.fromEntries(Object.entries(now).filter(([other]) => other !== id)))
  await drop('chats', id)
  tellTabs('chats', id)
}

/** Deletes every chat of an owner, and the guest's drafts with the guest's chats. */
export async function removeAll(owner: string | null): Promise<void> {
  for (const one of Object.values(chats.get())) if (one.owner === owner) await remove(one.id)
}

/** Another tab changed a chat: take its state, unless this tab has something newer. */
hearTabs('chats', (id) => {
  if (unsaved.has(id)) return
  void find('chats', id, readChat).then((row) =>
    chats.set((now) => {
      const rest = Object.fromEntries(Object.entries(now).filter(([other]) => other !== id))
      return row ? { ...rest, [id]: row } : rest
    }),
  )
})

if (typeof document !== 'undefined') {
  document.addEventListener('visibilitychange', () => document.hidden && void save())
  addEventListener('pagehide', () => void save())
}
