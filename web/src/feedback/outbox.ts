// The opinions of this device, kept in the database, and the clock that sends them when they are due.
import { session } from '../connect/sessions'
import { observable } from '../parts/observable'
import { all, drop, find, health, keep } from '../storage/database'
import { alone, hearTabs, tellTabs } from '../storage/tabs'
import { canUndo, HOLD, type Item, isShared, newItem, readItem } from './item'
import { sendItem } from './sendItem'

export const outbox = observable<Record<string, Item>>({})
/** While somebody reads the countdown, it stands still. */
export const isPaused = observable(false)
/** Items whose receipt could be kept in memory only. */
export const unkept = observable<string[]>([])

let timer: ReturnType<typeof setTimeout> | undefined
const LONGEST = 60_000
// Until then nothing is sent, because the server is away or refuses everything.
let quietUntil = 0

export async function loadOutbox(): Promise<void> {
  const rows = await all('outbox', readItem)
  outbox.set((now) => ({ ...Object.fromEntries(rows.map((item) => [item.id, item])), ...now }))
  schedule()
}

export function about(subject: string): Item | undefined {
  return Object.values(outbox.get()).find((item) => item.about === subject)
}

/** Holds an opinion. It takes the place of an earlier one about the same thing that has not left yet. */
export async function hold(item: Parameters<typeof newItem>): Promise<Item> {
  // It is the opinion of whoever is here now, also if another owner signs in before it leaves.
  const made = { ...newItem(...item), owner: session.get()?.owner ?? null }
  const before = about(made.about)
  if (before && !canUndo(before)) return before
  const next = before ? { ...made, id: before.id } : made
  await putItem(next)
  return next
}

export async function putItem(item: Item): Promise<void> {
  outbox.set((now) => ({ ...now, [item.id]: item }))
  const isKept = await keep('outbox', item.id, item)
  if (!isKept && item.receipt && health.get() === 'full') unkept.set((ids) => [...new Set([...ids, item.id])])
  tellTabs('outbox', item.id)
  schedule()
}

export async function undo(id: string): Promise<Item | null> {
  const item = outbox.get()[id]
  if (!item || !canUndo(item)) return null
  await removeItem(id)
  return item
}

export async function removeItem(id: string): Promise<void> {
  outbox.set((now) => Object.fromEntries(Object.entries(now).filter(([other]) => other !== id)))
  await drop('outbox', id)
  tellTabs('outbox', id)
}

/** Stops the countdown while it is read, and gives the whole time again afterwards. */
export function pause(isReading: boolean): void {
  if (isPaused.get() === isReading) return
  isPaused.set(isReading)
  if (isReading) return
  const held = Object.values(outbox.get()).filter((item) => item.state === 'held')
  for (const item of held) void putItem({ ...item, due: Date.now() + HOLD })
}

/** Sends at once whatever waited, such as after an owner has signed. */
export async function sendNow(): Promise<void> {
  const at = Date.now()
  quietUntil = 0
  for (const item of Object.values(outbox.get()))
    if (item.state === 'waiting' || item.state === 'sending') await putItem({ ...item, due: at })
  await pump()
}

function schedule(): void {
  clearTimeout(timer)
  const due = Object.values(outbox.get()).filter((item) => item.state === 'held' || item.state === 'sending')
  if (due.length === 0) return
  const soonest = Math.max(quietUntil, Math.min(...due.map((item) => item.due))) - Date.now()
  timer = setTimeout(() => void pump(), Math.min(LONGEST, Math.max(50, soonest)))
}

/** Sends what is due. One tab does it at a time; the others see what it did. */
export async function pump(): Promise<void> {
  await alone('kula-outbox', async () => {
    const at = Date.now()
    if (at < quietUntil) return
    for (const { id } of Object.values(outbox.get()).sort((a, b) => a.due - b.due || a.created - b.created)) {
      // What another tab took back is not there any more.
      const item = await find('outbox', id, readItem)
      if (!item || item.due > at || (item.state === 'held' && isPaused.get())) continue
      const isOpen = item.state === 'held' || item.state === 'sending' || item.state === 'waiting'
      if (isOpen) await sendItem(item, putItem, Object.values(outbox.get()))
      const after = outbox.get()[id]
      if (after?.state !== 'sending' || after.due <= at || !isShared(after)) continue
      quietUntil = after.due
      break
    }
  })
  schedule()
}

hearTabs('outbox', (id) => {
  void find('outbox', id, readItem).then((row) => {
    outbox.set((now) => {
      const rest = Object.fromEntries(Object.entries(now).filter(([other]) => other !== id))
      return row ? { ...rest, [id]: row } : rest
    })
    schedule()
  })
})

if (typeof window !== 'undefined') addEventListener('online', () => void sendNow())
