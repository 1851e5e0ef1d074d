// What this device keeps, in IndexedDB. If the browser refuses, is full or gives damaged rows, memory stands in.
import { type IDBPDatabase, openDB } from 'idb'
import { observable } from '../parts/observable'

export const rooms = ['chats', 'outbox', 'sessions', 'settings'] as const
export type Room = (typeof rooms)[number]

/** `refused`: nothing is kept. `full`: what was there stays, new things are in memory only. */
export type Health = 'good' | 'refused' | 'full'

export const health = observable<Health>('good')
/** Rows that could not be read. They stay in the database as they are. */
export const damaged = observable<unknown[]>([])

const memory = new Map<Room, Map<string, unknown>>(rooms.map((room) => [room, new Map()]))
let opening: Promise<IDBPDatabase | null> | null = null
/** Some browsers never answer after a crash. Then memory stands in, and the page is shown. */
const PATIENCE = 8_000

function open(): Promise<IDBPDatabase | null> {
  opening ??= Promise.race([openKula(), silence()]).catch(() => {
    health.set('refused')
    return null
  })
  return opening
}

function silence(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new DOMException('no answer', 'TimeoutError')), PATIENCE))
}

function openKula(): Promise<IDBPDatabase> {
  return openDB('kula', 1, {
    upgrade: (database) => {
      for (const room of rooms) database.createObjectStore(room)
    },
    // Another tab has a newer version of the page: let it go on, and keep what follows in memory.
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  })
}

function room(name: Room): Map<string, unknown> {
  return memory.get(name) as Map<string, unknown>
}

export async function keep(name: Room, id: string, value: unknown): Promise<boolean> {
  room(name).set(id, value)
  try {
    const database = await open()
    if (!database) return false
    await database.put(name, value, id)
    room(name).delete(id)
    if (health.get() === 'full') health.set('good')
    return true
  } catch (error) {
    health.set((error as Error).name === 'QuotaExceededError' ? 'full' : 'refused')
    return false
  }
}

export async function drop(name: Room, id: string): Promise<void> {
  room(name).delete(id)
  try {
    await (await open())?.delete(name, id)
  } catch {
    health.set('refused')
  }
}

/** Reads one row. `read` returns null for a damaged one. */
export async function find<T>(name: Room, id: string, read: (value: unknown) => T | null): Promise<T | null> {
  if (room(name).has(id)) return read(room(name).get(id))
  try {
    const value = await (await open())?.get(name, id)
    return value === undefined ? null : checked(value, read)
  } catch {
    health.set('refused')
    return null
  }
}

/** Reads all rows that can be read. */
export async function all<T>(name: Room, read: (value: unknown) => T | null): Promise<T[]> {
  let values: unknown[] = []
  try {
    const database = await open()
    if (database) {
      const [ids, rows] = await Promise.all([database.getAllKeys(name), database.getAll(name)])
      values = rows.filter((_, place) => !room(name).has(String(ids[place])))
    }
  } catch {
    health.set('refused')
  }
  return [...values, ...room(name).values()].map((value) => checked(value, read)).filter((value) => value !== null)
}

function checked<T>(value: unknown, read: (value: unknown) => T | null): T | null {
  try {
    const row = read(value)
    if (row !== null) return row
  } catch {
    // A reader that stumbles has met a damaged row.
  }
  damaged.set((before) => [...before, value])
  return null
}

/** For tests: forgets the connection and what memory holds. */
export function reopen(): void {
  opening = null
  health.set('good')
  damaged.set([])
  for (const name of rooms) room(name).clear()
}
