// @vitest-environment node
// The page's side and the worker's side over a real channel.
import { readFileSync } from 'node:fs'
import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { ImportFailed, importFile, type Remote } from './importFile'
import { type Port, serve } from './serve'

const talk = (number: number, more = '') =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Question ${number}? ${more}` },
      { role: 'assistant', content: `Answer ${number}.` },
    ],
  })

let ended = 0

function connect(): Remote {
  const { port1, port2 } = new MessageChannel()
  serve(port2 as unknown as Port)
  port2.start()
  port1.start()
  return Object.assign(port1 as unknown as Remote, {
    terminate: () => {
      ended++
      port1.close()
    },
  })
}

const fileOf = (text: string, name = 'chat.jsonl') => new File([text], name)

test('records come once each, with personal data and a version without it', async () => {
  const lines = Array.from({ length: 50 }, (_, number) => talk(number, number === 7 ? 'My name is Aline Example.' : ''))
  const counts: Record<string, number>[] = []
  const progress: [number, number][] = []
  const file = fileOf([...lines, lines[3], '{broken'].join('\n'))
  const options = {
    sent: [] as string[],
    onProgress: (read: number, size: number) => progress.push([read, size]),
    onLeftOut: (leftOut: Map<string, number>) => counts.push(Object.fromEntries(leftOut)),
  }
  const keys: string[] = []
  for await (const record of importFile(file, options, connect)) {
    keys.push(record.key)
    if (record.number !== 8) expect([record.personal, record.redacted]).toEqual([[], record.content])
    else {
      expect(record.personal).toEqual([{ kind: 'name', text: 'Aline Example' }])
      expect(JSON.stringify(record.redacted)).toContain('My name is [NAME].')
    }
  }
  expect(keys.length).toBe(50)
  expect(counts).toEqual([{ 'sent-before': 1, truncated: 1 }])
  expect(progress.at(-1)).toEqual([file.size, file.size])
  const again = []
  for await (const record of importFile(file, { sent: keys }, connect)) again.push(record)
  expect(again).toEqual([])
})

test('an export that cannot be read says so', async () => {
  const reading = importFile(new File(['<html>'], 'page.html'), { sent: [] }, connect)
  await expect(reading.next()).rejects.toThrow(new ImportFailed('page.html', 'web-page'))
})

test('a page that stops, or that leaves the loop, ends the worker', async () => {
  const file = fileOf(Array.from({ length: 500 }, (_, number) => talk(number)).join('\n'))
  const controller = new AbortController()
  const reading = importFile(file, { sent: [], signal: controller.signal }, connect)
  const before = ended
  await reading.next()
  controller.abort()
  await expect(reading.next()).rejects.toThrow()
  expect(ended).toBe(before + 1)
  for await (const _ of importFile(file, { sent: [] }, connect)) break
  expect(ended).toBe(before + 2)
})

test('a large file is read in pieces, and a paused page pauses it', async () => {
  const size = 12 << 20
  let read = 0
  const line = `${talk(1, 'x'.repeat(20_000))}\n`
  const lines = Array.from(
    { length: Math.floor(size / line.length) },
    (_, number) => `${talk(number, 'y'.repeat(20_000))}\n`,
  )
  const reading = importFile(
    new File(lines, 'large.jsonl'),
    { sent: [], onProgress: (bytes) => (read = bytes) },
    connect,
  )
  await reading.next()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(read).toBeLessThan(size / 4)
  let count = 1
  for await (const _ of reading) count++
  expect(count).toBe(lines.length)
}, 30_000)

test('both sides agree on the vectors', async () => {
  const file = new File([readFileSync('../tests/exports/chatgpt-zip/export.zip')], 'export.zip')
  const kinds: string[] = []
  for await (const { content } of importFile(file, { sent: [] }, connect)) kinds.push(content.kind)
  expect(kinds).toEqual(['conversation', 'rating', 'conversation', 'rating', 'conversation'])
})
