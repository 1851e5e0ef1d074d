// Reads a file of chats in a worker while the page shows what was read. It goes on while another view is open.
import { ImportFailed, type ImportOptions, importFile } from '../../exports/importFile'
import type { FoundRecord } from '../../exports/serve'
import type { Reason } from '../../exports/vocabulary'
import { outbox } from '../../feedback/outbox'
import { observable } from '../../parts/observable'
import { type ImportedChat, type ImportedChats, weightOf, withRecords } from './imported'

export interface Reading {
  phase: 'idle' | 'reading' | 'paused' | 'full' | 'done' | 'failed'
  name: string
  read: number
  size: number
  chats: ImportedChats
  leftOut: [Reason, number][]
  /** Why the file cannot be read: a FileProblem, or what the browser says. */
  problem: string
  /** Records of this file that were given. */
  given: number
}

type Reader = (file: File, options: ImportOptions) => AsyncIterable<FoundRecord>

const IDLE: Reading = { phase: 'idle', name: '', read: 0, size: 0, chats: {}, leftOut: [], problem: '', given: 0 }
// So many characters are held at once. Then the reading waits until some were given or set aside.
const MOST = 48 << 20
// The page is told at most this often, in milliseconds.
const EVERY = 150

export const reading = observable<Reading>(IDLE)

let controller = new AbortController()
let wake = () => {}

/** Keys of the records that this device has sent, or is about to send. What was refused may be tried again. */
export function sentKeys(): string[] {
  return Object.values(outbox.get()).flatMap((item) =>
    item.imported && item.state !== 'refused' ? [item.imported] : [],
  )
}

export async function read(file: File, from: Reader = importFile): Promise<void> {
  cancel()
  const { signal } = controller
  reading.set({ ...IDLE, phase: 'reading', name: file.name, size: file.size })
  const change = (changes: Partial<Reading>) => !signal.aborted && reading.set((now) => ({ ...now, ...changes }))
  try {
    const options: ImportOptions = {
      sent: sentKeys(),
      signal,
      onProgress: (bytes, size) => change({ read: bytes, size }),
      onLeftOut: (counted) => change({ leftOut: [...counted] }),
    }
    await take(from(file, options), signal)
    change({ phase: 'done', read: file.size })
  } catch (error) {
    change({ phase: 'failed', problem: error instanceof ImportFailed ? error.problem : String(error) })
  }
}

async function take(records: AsyncIterable<FoundRecord>, signal: AbortSignal): Promise<void> {
  let batch: FoundRecord[] = []
  let shownAt = 0
  const show = () => {
    if (batch.length > 0) reading.set((now) => ({ ...now, chats: withRecords(now.chats, batch) }))
    batch = []
    shownAt = Date.now()
  }
  for await (const record of records) {
    batch.push(record)
    if (Date.now() - shownAt < EVERY) continue
    show()
    if (weight() > MOST) reading.set((now) => ({ ...now, phase: 'full' }))
    while (!signal.aborted && reading.get().phase !== 'reading') await new Promise<void>((done) => (wake = done))
  }
  if (!signal.aborted) show()
}

const weight = () => weightOf(Object.values(reading.get().chats).flatMap((chat) => chat.records))

export function pause(): void {
  reading.set((now) => (now.phase === 'reading' ? { ...now, phase: 'paused' } : now))
}

export function resume(): void {
  reading.set((now) => (now.phase === 'paused' || now.phase === 'full' ? { ...now, phase: 'reading' } : now))
  wake()
}

/** Ends the worker, and forgets what was read. */
export function cancel(): void {
  controller.abort()
  controller = new AbortController()
  wake()
  reading.set(IDLE)
}

export function changeChat(id: string, changes: (chat: ImportedChat) => ImportedChat): void {
  reading.set((now) => {
    const chat = now.chats[id]
    return chat ? { ...now, chats: { ...now.chats, [id]: changes(chat) } } : now
  })
}

/** Takes chats off the list: they were given, or set aside for another time. */
export function forget(ids: string[], given = 0): void {
  const gone = new Set(ids)
  reading.set((now) => ({
    ...now,
    phase: now.phase === 'full' ? 'reading' : now.phase,
    given: now.given + given,
    chats: Object.fromEntries(Object.entries(now.chats).filter(([id]) => !gone.has(id))),
  }))
  wake()
}
