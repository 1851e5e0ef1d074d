// The list of files at the end of a ZIP (APPNOTE 6.3, with ZIP64), so that pictures are skipped without being read. The
// browser itself unpacks (DecompressionStream).
import { UnreadableFile } from '../leftOut'
import { limits } from '../vocabulary'

export interface Entry {
  name: string
  // Bytes of its packed form.
  packedSize: number
  // The place of its local header.
  place: number
  isDeflated: boolean
}

const endBytes = 22
const longestComment = 0xffff
const most32 = 0xffffffff
// Most bytes of the list of files; each takes at least 46 bytes and its name.
const mostListBytes = 64 << 20

// Throws UnreadableFile for a file without such a list, or with a list that breaks off. Leaves encrypted files out.
export async function contentsOfZip(file: Blob, name: string): Promise<Entry[]> {
  const { list, shift } = await listOf(file, name)
  const view = new DataView(list.buffer, list.byteOffset, list.length)
  const entries: Entry[] = []
  for (let place = 0; place < list.length; ) {
    if (place + 46 > list.length || view.getUint32(place, true) !== 0x02014b50)
      throw new UnreadableFile(name, 'not-a-zip')
    const flags = view.getUint16(place + 8, true)
    const method = view.getUint16(place + 10, true)
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((at) => view.getUint16(place + at, true)) as [
      number,
      number,
      number,
    ]
    const end = place + 46 + nameSize + extraSize + commentSize
    if (end > list.length) throw new UnreadableFile(name, 'not-a-zip')
    const sizes = [view.getUint32(place + 24, true), view.getUint32(place + 20, true), view.getUint32(place + 42, true)]
    const extra = list.subarray(place + 46 + nameSize, place + 46 + nameSize + extraSize)
    const [, packedSize, header] = withZip64(sizes, extra)
    const entryName = new TextDecoder().decode(list.subarray(place + 46, place + 46 + nameSize))
    if ((flags & 1) === 0 && (method === 0 || method === 8))
      entries.push({
        name: entryName,
        packedSize: packedSize ?? 0,
        place: (header ?? 0) + shift,
        isDeflated: method === 8,
      })
    else entries.push({ name: `${entryName}.encrypted`, packedSize: 0, place: 0, isDeflated: false })
    if (entries.length > limits.archive_files) throw new UnreadableFile(name, 'too-many-files')
    place = end
  }
  return entries
}

// The packed bytes of an entry, which stand behind its local header.
export async function packedOf(file: Blob, entry: Entry): Promise<Blob> {
  const header = new DataView(await file.slice(entry.place, entry.place + 30).arrayBuffer())
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50)
    throw new UnreadableFile(entry.name, 'spoiled')
  const start = entry.place + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  return file.slice(start, start + entry.packedSize)
}

// The list of files, and by how many bytes all its places are off, because something stands before the ZIP.
async function listOf(file: Blob, name: string): Promise<{ list: Uint8Array; shift: number }> {
  const from = Math.max(0, file.size - endBytes - longestComment)
  const tail = new DataView(await file.slice(from).arrayBuffer())
  let end = tail.byteLength - endBytes
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) throw new UnreadableFile(name, 'not-a-zip')
  let size = tail.getUint32(end + 12, true)
  let stated = tail.getUint32(end + 16, true)
  let stop = from + end
  if (end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    stop -= 76
    const long = new DataView(await file.slice(Math.max(0, stop), stop + 56).arrayBuffer())
    if (long.byteLength < 56 || long.getUint32(0, true) !== 0x06064b50) throw new UnreadableFile(name, 'not-a-zip')
    size = Number(long.getBigUint64(40, true))
    stated = Number(long.getBigUint64(48, true))
  }
  if (size > stop || size > mostListBytes) throw new UnreadableFile(name, 'not-a-zip')
  const list = new Uint8Array(await file.slice(stop - size, stop).arrayBuffer())
  return { list, shift: stop - size - stated }
}

// The sizes and the place of an entry; those that are too large for 32 bits stand in its extra field, in this order.
function withZip64(sizes: number[], extra: Uint8Array): number[] {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length)
  for (let place = 0; place + 4 <= extra.length; place += 4 + view.getUint16(place + 2, true)) {
    if (view.getUint16(place, true) !== 1) continue
    let at = place + 4
    return sizes.map((size) => {
      if (size !== most32 || at + 8 > extra.length) return size
      at += 8
      return Number(view.getBigUint64(at - 8, true))
    })
  }
  return sizes
}
