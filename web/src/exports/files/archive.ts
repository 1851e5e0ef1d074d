// The texts inside an export: a plain file, a gzipped one, or the files of a ZIP. Reads in pieces, within limits.
import { type LeftOut, UnreadableFile } from '../leftOut'
import { feedbackFiles, limits, otherFiles } from '../vocabulary'
import { crc32 } from './crc'
import { contentsOfZip, type Entry, packedOf } from './zip'

const pieceBytes = 1 << 20
const suffixes = ['.json', '.jsonl', '.ndjson']

export interface Text {
  name: string
  pieces: AsyncIterable<Uint8Array>
  ofArchive: boolean
}

// Told how many of the export's bytes are read; throws to stop.
export type Meter = (bytes: number) => void

// Yields the texts of an export that can hold talks or opinions; the opinions come first.
export async function* textsOf(file: Blob, name: string, leftOut: LeftOut, meter: Meter): AsyncGenerator<Text> {
  if (file.size > limits.file_bytes) throw new UnreadableFile(name, 'too-large')
  const [one, two] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (one === 0x50 && two === 0x4b) {
    yield* textsOfZip(file, name, leftOut, meter)
    return
  }
  const gzipped = one === 0x1f && two === 0x8b
  const budget = new Budget(gzipped ? file.size : 0)
  const bytes = gzipped ? unpacked(file, 'gzip', meter) : bytesOf(file, meter)
  yield { name, pieces: counted(name, bytes, budget), ofArchive: false }
}

export const isFeedback = (name: string): boolean => feedbackFiles.includes(baseName(name))

async function* textsOfZip(file: Blob, name: string, leftOut: LeftOut, meter: Meter): AsyncGenerator<Text> {
  const entries = (await contentsOfZip(file, name)).filter((entry) => !entry.name.endsWith('/'))
  if (entries.length > limits.archive_files) throw new UnreadableFile(name, 'too-many-files')
  const chosen = entries.filter(canHoldTalks)
  if (chosen.length === 0) throw new UnreadableFile(name, entries.some(isPage) ? 'web-page' : 'not-json')
  leftOut.add('other-file', entries.length - chosen.length)
  const sorted = chosen.sort(
    (a, b) => Number(isFeedback(b.name)) - Number(isFeedback(a.name)) || (a.name < b.name ? -1 : 1),
  )
  let budget = new Budget(0)
  for (const entry of sorted) {
    budget = new Budget(entry.packedSize, budget.unpacked)
    yield { name: entry.name, pieces: counted(entry.name, bytesOfEntry(file, entry, meter), budget), ofArchive: true }
  }
  meter(file.size)
}

// Counts unpacked bytes, over all files of an export. `packed` is 0 for a file that is not packed.
class Budget {
  private readonly start: number

  constructor(
    private readonly packed: number,
    public unpacked = 0,
  ) {
    this.start = unpacked
  }

  spend(name: string, count: number): void {
    this.unpacked += count
    if (this.unpacked > limits.unpacked_bytes) throw new UnreadableFile(name, 'too-large')
    const size = this.unpacked - this.start
    if (this.packed > 0 && size > limits.ratio_from_bytes && size > this.packed * limits.ratio)
      throw new UnreadableFile(name, 'ratio')
  }
}

const baseName = (name: string): string => (name.split('/').at(-1) ?? '').toLowerCase()

const isPage = ({ name }: Entry): boolean => baseName(name).endsWith('.html')

function canHoldTalks({ name }: Entry): boolean {
  const base = baseName(name)
  const hidden = name.split('/').includes('__MACOSX') || base.startsWith('.')
  return suffixes.some((suffix) => base.endsWith(suffix)) && !otherFiles.includes(base) && !hidden
}

async function* bytesOfEntry(file: Blob, entry: Entry, meter: Meter): AsyncGenerator<Uint8Array> {
  const packed = await packedOf(file, entry)
  let check = 0
  for await (const piece of entry.isDeflated ? unpacked(packed, 'deflate-raw', meter) : bytesOf(packed, meter)) {
    check = crc32(piece, check)
    yield piece
  }
  if (check !== entry.check) throw new UnreadableFile(entry.name, 'spoiled')
}

async function* counted(name: string, bytes: AsyncIterable<Uint8Array>, budget: Budget): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        // Whatever a browser throws for bytes that it cannot read or unpack; but not what stops the import.
        if (error instanceof UnreadableFile || (error as Error | null)?.name === 'AbortError') throw error
        throw new UnreadableFile(name, 'spoiled')
      })
      if (next.done) return
      budget.spend(name, next.value.length)
      yield next.value
    }
  } finally {
    await pieces.return?.()
  }
}

async function* bytesOf(file: Blob, meter: Meter): AsyncGenerator<Uint8Array> {
  for (let place = 0; place < file.size; place += pieceBytes) {
    const piece = new Uint8Array(await file.slice(place, place + pieceBytes).arrayBuffer())
    meter(piece.length)
    yield piece
  }
}

async function* unpacked(file: Blob, form: CompressionFormat, meter: Meter): AsyncGenerator<Uint8Array> {
  const packed = bytesOf(file, meter)
  const source = new ReadableStream<BufferSource>({
    async pull(controller) {
      const next = await packed.next()
      if (next.done) controller.close()
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>)
    },
  })
  const reader = source.pipeThrough(new DecompressionStream(form)).getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
