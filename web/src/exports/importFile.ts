// What the page calls: reads an export in a worker, and gives its records as the page asks for them.
import { scriptUrl } from '../offline/trusted'
import type { Ask, FoundRecord, Reply } from './serve'
import type { Reason } from './vocabulary'
import address from './worker.ts?worker&url'

export interface ImportOptions {
  // Keys of the records that were sent before (keyOf).
  sent: Iterable<string>
  // Stops the import and its worker.
  signal?: AbortSignal
  onProgress?: (read: number, size: number) => void
  // Told once at the end: how much is left out, by reason.
  onLeftOut?: (counts: Map<Reason, number>) => void
}

// An export that cannot be read. `problem` is a FileProblem of leftOut.ts, or what the browser says.
export class ImportFailed extends Error {
  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`${file}: ${problem}`)
  }
}

// One end of a channel to serve.ts.
export interface Remote {
  postMessage(ask: Ask): void
  addEventListener(type: 'message' | 'error', listener: (event: MessageEvent<Reply>) => void): void
  terminate(): void
}

function newWorker(): Remote {
  return new Worker(scriptUrl(address), { type: 'module' })
}

// Yields the records that were not sent before, each with its personal data. Leaving the loop ends the worker.
export async function* importFile(file: File, options: ImportOptions, start = newWorker): AsyncGenerator<FoundRecord> {
  options.signal?.throwIfAborted()
  const worker = start()
  const replies = repliesOf(worker, options)
  try {
    worker.postMessage({ type: 'start', file, name: file.name, sent: [...options.sent] })
    for (let reply = await replies(); reply.type === 'records'; reply = await replies()) {
      for (const record of reply.records) {
        options.signal?.throwIfAborted()
        yield record
      }
      worker.postMessage({ type: 'more' })
    }
  } finally {
    worker.terminate()
  }
}

// A function that waits for the next reply that is no progress; it throws when the import fails or is stopped.
function repliesOf(worker: Remote, { signal, onProgress, onLeftOut }: ImportOptions): () => Promise<Reply> {
  const waiting: Reply[] = []
  let wake = () => {}
  worker.addEventListener('message', ({ data }) => {
    if (data.type === 'progress') onProgress?.(data.read, data.size)
    else waiting.push(data)
    wake()
  })
  worker.addEventListener('error', () => {
    waiting.push({ type: 'failed', file: '', problem: 'the worker stopped' })
    wake()
  })
  signal?.addEventListener('abort', () => wake())
  return async () => {
    while (waiting.length === 0 && !signal?.aborted) await new Promise<void>((resolve) => (wake = resolve))
    signal?.throwIfAborted()
    const reply = waiting.shift() as Reply
    if (reply.type === 'failed') throw new ImportFailed(reply.file, reply.problem)
    if (reply.type === 'done') onLeftOut?.(new Map(reply.leftOut))
    return reply
  }
}
