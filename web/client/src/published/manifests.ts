// What manifests and their files say: protocol/reading/models.py and datasets.py. Strangers write them, so all is checked.
import { bytesToHex, type Hex, hexToBytes } from 'viem'
import { decodeNode, isNode, type Value } from './node.ts'

export interface ModelManifest {
  parent: string | null
  datasets: string[]
  /** The content id of its sample answers. */
  samples: string | null
}

export interface DatasetManifest {
  parent: string | null
  /** The digest of the report of its round. */
  report: Hex | null
  /** The content id of the list of its rows' ids. */
  rowIds: string | null
}

/** A question, and the greedy answers of a model and of its parent. */
export interface Sample {
  prompt: string
  parent: string
  own: string
}

const MOST_SAMPLES = 16
const MOST_PROMPT = 1_000
const MOST_ANSWER = 4_000
const MOST_DATASETS = 16
const ROW_BYTES = 32

export function readModelManifest(block: Uint8Array): ModelManifest {
  const { v, parent, datasets, samples } = decodeNode(block)
  if (v !== 1 || !Array.isArray(datasets) || datasets.length > MOST_DATASETS) throw new Error('no manifest of a model')
  return { parent: linkOrNull(parent), datasets: datasets.map(linkOf), samples: linkOrNull(samples) }
}

export function readDatasetManifest(block: Uint8Array): DatasetManifest {
  const { v, parent, report = null, row_ids } = decodeNode(block)
  if (v !== 1 || (report !== null && !(report instanceof Uint8Array && report.length === ROW_BYTES)))
    throw new Error('no manifest of a dataset')
  return { parent: linkOrNull(parent), report: report && bytesToHex(report), rowIds: linkOrNull(row_ids) }
}

/** Whether a list of row ids holds one. The list is in order, each id once. */
export function holdsRow(list: Uint8Array, row: Hex): boolean {
  const wanted = hexToBytes(row)
  for (let at = 0; at + ROW_BYTES <= list.length; at += ROW_BYTES)
    if (wanted.every((byte, place) => list[at + place] === byte)) return true
  return false
}

/** The sample answers in a file of JSON; throws for any other file. */
export function readSampleFile(file: Uint8Array): Sample[] {
  const { v, samples } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file)) as Record<string, unknown>
  if (v !== 1 || !Array.isArray(samples) || samples.length > MOST_SAMPLES) throw new Error('no file of samples')
  return samples.map((one: Partial<Record<keyof Sample, unknown>> | null) => ({
    prompt: textOf(one?.prompt, MOST_PROMPT),
    parent: textOf(one?.parent, MOST_ANSWER),
    own: textOf(one?.own, MOST_ANSWER),
  }))
}

function textOf(value: unknown, most: number): string {
  if (typeof value !== 'string' || value.length > 2 * most) throw new Error(`no text of at most ${most} characters`)
  return value
}

function linkOf(value: Value | undefined): string {
  const cid = isNode(value) ? value['/'] : null
  if (typeof cid !== 'string') throw new Error('no link to a block')
  return cid
}

function linkOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : linkOf(value)
}
