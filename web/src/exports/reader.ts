// Reads an export: every record that it gives, in the order of the file, and counts what is left out. One bad item never
// costs the others.
import type { Content } from '@kula/client/content'
import { contentsOf } from './contents'
import { asItem, asText, type Context } from './drafts'
import { isFeedback, type Meter, type Text, textsOf } from './files/archive'
import { itemsOf } from './files/items'
import { keepOpinion } from './formats/chatgpt'
import { isRow, Rows } from './formats/oasst'
import { draftsOf, formOf, innerItems } from './index'
import { keysOf } from './keys'
import { LeftOut, Refused, UnreadableFile } from './leftOut'

export interface Imported {
  file: string
  // Counts the items of its file from 1.
  number: number
  form: string
  title: string
  content: Content
  key: string
  // The keys of the beginnings of a conversation, then the key.
  keys: string[]
}

// Throws UnreadableFile if the file cannot be read at all or is over the limits, and whatever `meter` throws.
export async function* readExport(
  file: Blob,
  name: string,
  leftOut: LeftOut,
  meter: Meter = () => undefined,
): AsyncGenerator<Imported> {
  const context: Context = new Map()
  for await (const text of textsOf(file, name, leftOut, meter)) {
    if (isFeedback(text.name)) await readFeedback(text, context, leftOut)
    else yield* recordsOfText(text, context, leftOut)
  }
  for (const opinions of context.values()) leftOut.add('thumb-without-answer', opinions.size)
}

async function readFeedback(text: Text, context: Context, leftOut: LeftOut): Promise<void> {
  try {
    for await (const item of itemsOf(text.name, text.pieces)) keepOpinion(context, asItem(item))
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.isLimit) throw error
    leftOut.add('other-file')
  }
}

// The records of one file. A file of an archive that holds no known item is another file, and no error.
async function* recordsOfText(text: Text, context: Context, leftOut: LeftOut): AsyncGenerator<Imported> {
  let [number, known] = [0, 0]
  const [unknown, rows] = [new LeftOut(), new Rows()]
  try {
    for await (const outer of itemsOf(text.name, text.pieces))
      for (const item of innerItems(outer)) {
        number++
        const form = formOf(item)
        if (form) known++
        if (form === 'oasst' && isRow(item)) rows.take(number, item, leftOut)
        else yield* recordsOfItem({ file: text.name, number, form }, item, context, form ? leftOut : unknown)
      }
  } catch (error) {
    if (!(error instanceof UnreadableFile) || error.isLimit || (!text.ofArchive && number === 0)) throw error
    leftOut.add(known > 0 ? 'truncated' : 'other-file')
  }
  for (const [number, tree] of rows.trees(leftOut))
    yield* recordsOfItem({ file: text.name, number, form: 'oasst' }, tree, context, leftOut)
  if (text.ofArchive && known === 0) leftOut.add('other-file', number > 0 ? 1 : 0)
  else leftOut.addAll(unknown)
}

function* recordsOfItem(
  place: Pick<Imported, 'file' | 'number' | 'form'>,
  item: unknown,
  context: Context,
  leftOut: LeftOut,
): Generator<Imported> {
  try {
    if (item instanceof Refused) throw item
    const fields = asItem(item)
    const title = asText(fields.title) || asText(fields.name)
    for (const draft of draftsOf(item, context, leftOut))
      try {
        for (const content of contentsOf(draft, leftOut)) {
          const keys = keysOf(content)
          yield { ...place, title, content, key: keys.at(-1) ?? '', keys }
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        leftOut.add(error.reason)
      }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    leftOut.add(error.reason)
  }
}
