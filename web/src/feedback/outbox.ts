// Holds opinions, and the clock that sends them when they are due.
import { session } from '../connect/sessions'
import { observable } from '../parts/observable'
import { alone, hearTabs, heldNames, inTurn, tellTabs } from '../storage/tabs'
import { canUndo, HOLD, type Item, isShared, newItem } from './item'
import { change, onChange, outbox, putItem, read, readAll, removeIf } from './kept'
import { sendItem } from './sendItem'

export { outbox, putItem, removeItem, unkept } from './kept'

/** While somebody reads the countdown, it stands still, in every window. */
export const isPaused = observable(false)

let timer: ReturnType<typeof setTimeout> | undefined
let endReading = () => {}
const LONGEST = 60_000
const READING = 'kula-reading'
/** Until another window that sends, or is read, is looked at again. */
const BUSY = 1_000
// Until then nothing is sent, because the server is away or refuses everything. The windows tell each other.
let quietUntil = 0

onChange.call = () => schedule()

export const loadOutbox = readAll

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

export function undo(id: string): Promise<Item | null> {
  return removeIf(id, canUndo)
}

/** Stops the countdown while it is read, and gives the whole time again afterwards. */
export async function pause(isReading: boolean): Promise<void> {
  if (isPaused.get() === isReading) return
  if (isReading) {
    isPaused.set(true)
    // A window that is closed lets go of the name.
    void inTurn(READING, () => new Promise<void>((done) => (endReading = done)))
    return
  }
  const held = Object.values(outbox.get()).filter((item) => item.state === 'held')
  for (const { id } of held)
    await change(id, (now) => (now.state === 'held' ? { ...now, due: Date.now() + HOLD } : null))
  isPaused.set(false)
  endReading()
}

/** Sends at once whatever waited, such as after an owner has signed. */
export async function sendNow(): Promise<void> {
  const at = Date.now()
  quietUntil = 0
  for (const { id } of openItems())
    await change(id, (now) => (now.state === 'waiting' || now.state === 'sending' ? { ...now, due: at } : null))
  await pump()
}

function openItems(): Item[] {
  return Object.values(outbox.get()).filter(
    ({ state }) => state === 'held' || state === 'sending' || state === 'waiting',
  )
}

function schedule(least = 50): void {
  clearTimeout(timer)
  const due = Object.values(outbox.get()).filter((item) => item.state === 'held' || item.state === 'sending')
  if (due.length === 0) return
  const soonest = Math.max(quietUntil, Math.min(...due.map((item) => item.due))) - Date.now()
  timer = setTimeout(() => void pump(), Math.min(LONGEST, Math.max(least, soonest)))
}

/** Sends what is due. One window does it at a time; the others see what it did. */
export async function pump(): Promise<void> {
  const isRead = isPaused.get() || (await heldNames()).has(READING)
  const hasRun = await alone('kula-outbox', async () => {
    const at = Date.now()
    if (at < quietUntil) return
    for (const { id } of openItems().sort((a, b) => a.due - b.due || a.created - b.created)) {
      // What another window took back is not there any more.
      const item = await begin(id, at, isRead)
      if (!item) continue
      await sendItem(item, putItem, Object.values(outbox.get()))
      const after = outbox.get()[id]
      if (after?.state !== 'sending' || after.due <= at || !isShared(after)) continue
      quietUntil = after.due
      tellTabs('quiet', String(quietUntil))
      break
    }
  })
  schedule(hasRun && !isRead ? undefined : BUSY)
}

/** Takes an item that is due. From then on it cannot be undone, because it may be on its way. */
async function begin(id: string, at: number, isRead: boolean): Promise<Item | null> {
  const isDue = (now: Item) => now.due <= at && (now.state === 'sending' || (now.state === 'held' && !isRead))
  const waits = (now: Item) => now.due <= at && now.state === 'waiting'
  const owner = session.get()?.owner
  const isOurs = (now: Item) => owner !== undefined && (now.owner === null || now.owner === owner)
  const row = await read(id)
  if (!row || !(isDue(row) || waits(row))) return null
  return isOurs(row) ? change(id, (now) => (isDue(now) || waits(now) ? { ...now, state: 'sending' } : null)) : row
}

hearTabs('quiet', (until) => {
  quietUntil = Number(until)
  schedule()
})

if (typeof window !== 'undefined') addEventListener('online', () => void sendNow())
