// @vitest-environment node
// The vectors of tests/exports, which Python passes too.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { Content } from '@kula/client/content'
import { expect, test } from 'vitest'
import { news } from './keys'
import { LeftOut, UnreadableFile } from './leftOut'
import { personal, redacted, spansOf } from './personal'
import { type Imported, readExport } from './reader'

const folder = '../tests/exports'
const cases = readdirSync(folder).filter((name) => statSync(`${folder}/${name}`).isDirectory())
const json = (path: string) => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'))

async function read(path: string, leftOut = new LeftOut()): Promise<Imported[]> {
  const file = new Blob([readFileSync(`${folder}/${path}`)])
  const records: Imported[] = []
  for await (const record of readExport(file, path.split('/').at(-1) ?? '', leftOut)) records.push(record)
  return records
}

function row({ file, number, form, key, content }: Imported) {
  const large = content.kind === 'conversation' || content.kind === 'rating'
  return { file, number, form, key, content, ...(large ? { messages: (content.messages as unknown[]).length } : {}) }
}

test.each(cases.filter((name) => !['again', 'refused'].includes(name)))(
  'the export %s gives its records',
  async (name) => {
    const [file] = readdirSync(`${folder}/${name}`).filter((one) => one !== 'expected.json')
    const expected = json(`${name}/expected.json`)
    const leftOut = new LeftOut()
    const records = (await read(`${name}/${file}`, leftOut)).map(row)
    expect(records.map((one) => [one.file, one.number, one.form, one.key])).toEqual(
      expected.records.map((one: Imported) => [one.file, one.number, one.form, one.key]),
    )
    for (const [index, one] of expected.records.entries())
      if (one.content) expect(records[index]?.content).toEqual(one.content)
      else expect([records[index]?.content.kind, records[index]?.messages]).toEqual([one.kind, one.messages])
    expect(Object.fromEntries(leftOut.counts)).toEqual(expected.left_out)
  },
)

test('the export of a second month gives only what is new', async () => {
  const sent = new Set<string>()
  for (const [name, rows] of Object.entries(json('again/expected.json'))) {
    const states = []
    for (const { number, key, keys, content } of await read(`again/${name}`)) {
      const state = news(content, keys, sent) ?? 'new'
      states.push({ number, key, state })
      if (state === 'new') sent.add(key)
    }
    expect(states).toEqual(rows)
  }
})

test.each(readdirSync(`${folder}/refused`))('the file %s is refused', async (name) => {
  await expect(read(`refused/${name}`)).rejects.toThrow(UnreadableFile)
})

test('personal data is found and masked', () => {
  const vectors = json('personal.json')
  for (const { text, found } of vectors.texts as { text: string; found: string[][] }[])
    expect(spansOf(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual(found)
  for (const { content, found, redacted: masked } of vectors.contents as {
    content: Content
    found: string[][]
    redacted: Content
  }[]) {
    expect(personal(content).map(({ kind, text }) => [kind, text])).toEqual(found)
    expect(redacted(content)).toEqual(masked)
  }
})
