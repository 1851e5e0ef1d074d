// The last steps of a trace, against the chain's answers and the blocks of the trace that Kula ships, and what bends them.

import { readFileSync } from 'node:fs'
import { concat, type Hex, hexToBytes, pad } from 'viem'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readPublished } from './actions/models/readPublished.ts'
import { verifyServed } from './actions/records/verifyServed.ts'
import { BadProof, createClient } from './http.ts'
import { binaryOf, digestOf, hashesTo, textOf } from './published/cid.ts'
import { decodeNode } from './published/node.ts'
import type { Trace, TraceStep } from './shapes.ts'
import {
  calls,
  cidOf,
  files,
  key,
  manifest,
  model,
  modelNumber,
  network,
  pages,
  record,
  report,
  salt,
} from './testing/example.ts'
import { digest, link, node, one, rawFile } from './testing/nodes.ts'

/** The record's row in dataset 1, as the Python protocol computes it from the salt. */
const row: Hex = '0x721676156b1b218269b2d300b93c81e24edc98d47c0dc12270077f258e8f6183'

function trace(changes: { dataset?: object; model?: object } = {}): Trace {
  const steps = [
    { step: 'row', epoch: 1, report },
    { step: 'dataset', version: 1, manifest, row, ...changes.dataset },
    { step: 'model', version: modelNumber, manifest: model, state: 'adopted', served: true, ...changes.model },
  ]
  return { ...pages[`/v1/trace/${record}`], steps: steps as TraceStep[] }
}

const client = createClient('http://gateway')
const check = (changes: Parameters<typeof trace>[0] = {}, known: Hex | null = salt) =>
  verifyServed(client, network, trace(changes), known ?? undefined)

/** Answers as the gateway with these files and the chain do. `bent` takes the place of what the chain says. */
function serve(served: Map<string, Uint8Array>, bent: (result: string) => string = (result) => result): void {
  vi.stubGlobal('fetch', async (address: string, request?: { body: string }) => {
    if (request) {
      const result = calls.get(key(JSON.parse(request.body).params[0]))
      return Response.json(result ? { result: bent(result) } : { error: 'no such call' })
    }
    const file = served.get(address.split('/').at(-1) as string)
    return file ? new Response(new Uint8Array(file)) : Response.json({ type: 'x/not-found' }, { status: 404 })
  })
}

beforeEach(() => serve(files))
afterEach(() => vi.unstubAllGlobals())

it('content ids are those of the Python protocol, and nothing else passes for one', () => {
  for (const [cid, block] of files) {
    expect(textOf(binaryOf(cid))).toBe(cid)
    expect(hashesTo(cid, block)).toBe(true)
    expect(hashesTo(cid, concat([block, new Uint8Array(1)]))).toBe(false)
  }
  for (const wrong of ['', 'b', manifest.slice(0, -1), manifest.toUpperCase(), `z${manifest.slice(1)}`, `${manifest}a`])
    expect(() => binaryOf(wrong)).toThrow()
})

it('nodes of the corpus are read; one bent anywhere is read or refused, and never hangs', () => {
  for (const name of ['node', 'model', 'dataset']) {
    const block = new Uint8Array(readFileSync(`../tests/fuzz/corpus/${name}/valid-0`))
    expect(Object.keys(decodeNode(block)).length).toBeGreaterThan(1)
    for (let at = 0; at < block.length; at++) {
      expect(() => decodeNode(block.slice(0, at))).toThrow()
      for (const bit of [1, 32, 128]) {
        const bent = block.slice()
        bent[at] = (bent[at] as number) ^ bit
        try {
          decodeNode(bent)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }
    }
  }
})

it('the example’s dataset and model are good', async () => {
  expect(await check()).toEqual(['good', 'good'])
  expect(await check({ dataset: { row: pad('0x01') } })).toEqual(['wrong', 'good'])
  expect(await check({ dataset: { manifest: cidOf(pad('0x02')) } })).toEqual(['wrong', 'unfit'])
  expect(await check({ model: { manifest } })).toEqual(['good', 'wrong'])
  expect(await check({ model: { served: false } })).toEqual(['good', 'late'])
})

it('a dataset of another report, and a model that does not name the dataset, are not counted on', async () => {
  const other = {
    ...trace(),
    steps: trace().steps.map((one) => (one.step === 'row' ? { ...one, report: pad('0x01') } : one)),
  }
  expect(await verifyServed(client, network, other as Trace, salt)).toEqual(['unfit', 'good'])
  expect(await check({ model: { version: 1 } })).toEqual(['good', 'unknown'])
})

it('other bytes are a lie, missing ones and a silent chain prove nothing', async () => {
  const bent = new Map([...files].map(([cid, block]) => [cid, concat([block, new Uint8Array(1)])]))
  serve(bent)
  expect(await check()).toEqual(['wrong', 'wrong'])
  await expect(readPublished(client, manifest)).rejects.toThrow(BadProof)
  serve(new Map())
  expect(await check()).toEqual(['no-file', 'no-file'])
  serve(files, () => '0x')
  expect(await check()).toEqual(['unknown', 'unknown'])
})

/** What the chain says while the model is a candidate, and another one is served. */
function candidate(result: string): string {
  const words = result.slice(2).match(/.{64}/g) ?? []
  if (words.length === 1 || words[1] === digestOf(model).slice(2)) words[words.length === 1 ? 0 : 5] = '0'.repeat(64)
  return `0x${words.join('')}`
}

it('the file of a candidate is hidden until its vote, and only then its lack is the gateway’s', async () => {
  serve(new Map(), candidate)
  expect(await check({ model: { state: 'candidate', served: false } })).toEqual(['no-file', 'hidden'])
  expect(await check({ model: { state: 'candidate', manifest, served: false } })).toEqual(['no-file', 'wrong'])
})

it('the row is in the dataset’s list, was left out of it, or only the salt can tell', async () => {
  const listing = async (list: Uint8Array | null, known: Hex | null) => {
    const [listed] = rawFile(list ?? new Uint8Array())
    const rows: Record<string, Uint8Array> = list ? { row_ids: link(listed) } : {}
    const [cid, block] = node({ v: one, report: digest(hexToBytes(report as Hex)), ...rows })
    const [old, now] = [digestOf(manifest).slice(2), digestOf(cid).slice(2)]
    serve(new Map([...files, [listed, list ?? new Uint8Array()], [cid, block]]), (result) => result.replace(old, now))
    return (await check({ dataset: { manifest: cid } }, known))[0]
  }
  const ids = (...all: Hex[]) => concat(all.map((one) => hexToBytes(one)))
  expect(await listing(ids(pad('0x01'), row, pad('0xff', { dir: 'right' })), salt)).toBe('good')
  expect(await listing(ids(pad('0x01')), salt)).toBe('left-out')
  expect(await listing(ids(row), null)).toBe('no-salt')
  expect(await listing(new Uint8Array(), pad('0x05'))).toBe('wrong')
  expect(await listing(null, salt)).toBe('no-list')
})
