// The opinions of this device: in memory for the views, and in the database, where the windows of this page share them.
import { observable } from '../parts/observable'
import { all, drop, find, health, keep } from '../storage/database'
import { hearTabs, inTurn, tellTabs } from '../storage/tabs'
import { type Item, readItem } from './item'

export const outbox = observable<Record<string, Item>>({})
/** Items whose receipt could be kept in memory only. */
export const unkept = observable<string[]>([])
/** Called after every change, whichever window made it. */
export const onChange: { call: () => void } = { call: () => undefined }

/** One window at a time changes a row, so that none writes what it believed over what another has done. */
function inOrder<T>(job: () => Promise<T>): Promise<T> {
  return inTurn('kula-outbox-rows', job)
}

export async function readAll(): Promise<void> {
  const rows = await all('outbox', readItem)
  outbox.set((now) => ({ ...Object.fromEntries(rows.map((item) => [item.id, item])), ...now }))
  onChange.call()
}

export function putItem(item: Item): Promise<void> {
  return inOrder(() => write(item))
}

export function removeItem(id: string): Promise<void> {
  return inOrder(() => remove(id))
}

/** Changes an item as it is now, whatever this window believes. Returns it, or null if it is gone or `how` leaves it. */
export function change(id: string, how: (now: Item) => Item | null): Promise<Item | null> {
  return inOrder(async () => {
    const row = await read(id)
    const next = row && how(row)
    if (next) await write(next)
    return next
  })
}

/** Removes an item as it is now, if it may go. Returns what was removed. */
export function removeIf(id: string, may: (now: Item) => boolean): Promise<Item | null> {
  return inOrder(async () => {
    const row = await read(id)
    if (!row || !may(row)) return null
    await remove(id)
    return row
  })
}

/** Returns an item as it is now, and shows it. */
export async function read(id: string): Promise<Item | null> {
  const found = await find('outbox', id, readItem)
  // Storage that refuses to answer takes nothing away.
  const row = found ?? (health.get() === 'refused' ? (outbox.get()[id] ?? null) : null)
  show(id, row)
  return row
}

function show(id: string, row: Item | null): void {
  outbox.set((now) => {
    if (row) return { ...now, [id]: row }
    return Object.fromEntries(Object.entries(now).filter(([other]) => other !== id))
  })
}

async function write(item: Item): Promise<void> {
  show(item.id, item)
  const isKept = await keep('outbox', item.id, item)
  if (!isKept && item.receipt && health.get() === 'full') unkept.set((ids) => [...new Set([...ids, item.id])])
  tellTabs('outbox', item.id)
  onChange.call()
}

async function remove(id: string): Promise<void> {
  show(id, null)
  await drop('outbox', id)
  tellTabs('outbox', id)
}

hearTabs('outbox', (id) => void read(id).then(() => onChange.call()))
