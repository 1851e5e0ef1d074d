// The side of the worker. The page sends the file, then asks for records a few at a time, so a paused page pauses the
// reading, and memory holds a few records only. Nothing leaves the device here.
import type { Content } from '@kula/client/content'
import { news } from './keys'
import { LeftOut, UnreadableFile } from './leftOut'
import { type PersonalKind, personal, redacted } from './personal'
import { type Imported, readExport } from './reader'
import type { Reason } from './vocabulary'

const mostRecords = 20
// Bytes between two reports of progress.
const reportBytes = 4 << 20

export interface FoundRecord extends Imported {
  // The personal data in it, and the content without that data.
  personal: { kind: PersonalKind; text: string }[]
  redacted: Content
}

export type Ask = { type: 'start'; file: File | Blob; name: string; sent: string[] } | { type: 'more' }

export type Reply =
  | { type: 'progress'; read: number; size: number }
  | { type: 'records'; records: FoundRecord[] }
  | { type: 'done'; leftOut: [Reason, number][] }
  | { type: 'failed'; file: string; problem: string }

// A worker's scope, or one end of a MessageChannel.
export interface Port {
  postMessage(reply: Reply): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Ask>) => void): void
}

export function serve(port: Port): void {
  let records: AsyncGenerator<FoundRecord> | undefined
  const leftOut = new LeftOut()
  const next = async (): Promise<Reply> => {
    const batch: FoundRecord[] = []
    while (records && batch.length < mostRecords) {
      const record = await records.next()
      if (record.done) break
      batch.push(record.value)
    }
    return batch.length > 0 ? { type: 'records', records: batch } : { type: 'done', leftOut: [...leftOut.counts] }
  }
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'start') records = newRecords(data, leftOut, (reply) => port.postMessage(reply))
    next().then(
      (reply) => port.postMessage(reply),
      (error) => port.postMessage(failure(error)),
    )
  })
}

async function* newRecords(
  { file, name, sent }: Extract<Ask, { type: 'start' }>,
  leftOut: LeftOut,
  post: (reply: Reply) => void,
): AsyncGenerator<FoundRecord> {
  const known = new Set(sent)
  let [read, reported] = [0, 0]
  const meter = (bytes: number) => {
    read = Math.min(read + bytes, file.size)
    if (read - reported < reportBytes && read < file.size) return
    reported = read
    post({ type: 'progress', read, size: file.size })
  }
  for await (const imported of readExport(file, name, leftOut, meter)) {
    const reason = news(imported.content, imported.keys, known)
    if (reason) {
      leftOut.add(reason)
      continue
    }
    known.add(imported.key)
    const found = personal(imported.content)
    yield { ...imported, personal: found, redacted: found.length > 0 ? redacted(imported.content) : imported.content }
  }
}

function failure(error: unknown): Reply {
  if (error instanceof UnreadableFile) return { type: 'failed', file: error.file, problem: error.problem }
  return { type: 'failed', file: '', problem: String(error) }
}
