// Checks the last steps of a trace on this machine: the datasets that a record came into, and the models trained on them.

import { type Address, concat, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import { callWords, word } from '../../call.ts'
import { BadProof, type Client } from '../../http.ts'
import { digestOf } from '../../published/cid.ts'
import { holdsRow, readDatasetManifest, readModelManifest } from '../../published/manifests.ts'
import type { Network, Trace, TraceStep } from '../../shapes.ts'
import { readPublished } from '../models/readPublished.ts'
import type { Proven } from './verifyTrace.ts'

/**
 * What was found beyond `good`, `wrong` and `unknown`, which means here that the chain does not answer:
 * - `no-file`: the gateway does not have the file, so it cannot be hashed.
 * - `hidden`: gateways show a candidate's file after its vote. The chain says that it was trained on the dataset.
 * - `no-list`: the dataset names no list of its rows. `no-salt`: the row is in the list, and only the salt ties it to the record.
 * - `left-out`: the dataset is that of the round, and the record's row is not in it.
 * - `unfit`: the manifest, which anybody can publish, does not name the round's report, its parent or the dataset.
 * - `late`: the chain says otherwise now, as it does for a moment after a vote.
 */
export type Served = Proven | 'hidden' | 'no-file' | 'no-list' | 'no-salt' | 'left-out' | 'unfit' | 'late'

type Step<Name> = Extract<TraceStep, { step: Name }>
const STATES = ['candidate', 'adopted', 'rejected']

/** What was found for each step `dataset` and `model`, in their order. `salt` is that of the record, if this device has it. */
export function verifyServed(client: Client, network: Network, trace: Trace, salt?: Hex): Promise<Served[]> {
  const later = trace.steps.filter((one) => one.step === 'dataset' || one.step === 'model')
  const check = (step: Step<'dataset'> | Step<'model'>): Promise<Served> =>
    step.step === 'dataset'
      ? checkDataset(client, network, trace, step, salt)
      : checkModel(client, network, trace, step)
  return Promise.all(later.map((step) => check(step).catch(unchecked)))
}

/** Bytes that do not hash to their id are a lie. A chain that does not answer proves nothing. */
function unchecked(error: unknown): Served {
  return error instanceof BadProof ? 'wrong' : 'unknown'
}

/** A file, or null if the gateway does not have it. */
function fileOf(client: Client, cid: string): Promise<Uint8Array | null> {
  return readPublished(client, cid).catch((error: unknown) => {
    if (error instanceof BadProof) throw error
    return null
  })
}

async function checkDataset(
  client: Client,
  network: Network,
  trace: Trace,
  step: Step<'dataset'>,
  salt?: Hex,
): Promise<Served> {
  const row = trace.steps.find((one) => one.step === 'row')
  const [, digest, parent, , first, last] = await ask(network, 'dataset(uint32)', step.version)
  const isOfRound = row && Number(first) <= row.epoch && row.epoch <= Number(last)
  if (!isOfRound || digest !== digestOf(step.manifest)) return 'wrong'
  const file = await fileOf(client, step.manifest)
  if (!file) return 'no-file'
  const manifest = readOrNull(readDatasetManifest, file)
  if (!manifest) return 'unfit'
  const before = Number(parent) ? ((await ask(network, 'dataset(uint32)', Number(parent)))[1] as Hex) : zero
  const isParent = before === (manifest.parent ? digestOf(manifest.parent) : zero)
  if (!isParent || manifest.report !== row.report) return 'unfit'
  if (salt && rowId(salt, row.epoch, before) !== step.row) return 'wrong'
  if (!manifest.rowIds) return 'no-list'
  const list = await fileOf(client, manifest.rowIds)
  if (!list) return 'no-file'
  if (!salt) return 'no-salt'
  return holdsRow(list, step.row) ? 'good' : 'left-out'
}

async function checkModel(client: Client, network: Network, trace: Trace, step: Step<'model'>): Promise<Served> {
  const [, digest, , , , state] = await ask(network, 'model(uint32)', step.version)
  const [, , ...numbers] = await ask(network, 'datasets_of(uint32)', step.version)
  const learnt = trace.steps.filter((one) => one.step === 'dataset')
  const sets = learnt.filter(({ version }) => numbers.some((number) => Number(number) === version))
  if (digest !== digestOf(step.manifest) || sets.length === 0) return 'wrong'
  const [served] = await ask(network, 'served()')
  const isNow = STATES[Number(state)] === step.state && (Number(served) === step.version) === step.served
  if (!isNow) return 'late'
  const file = await fileOf(client, step.manifest)
  if (!file) return step.state === 'candidate' ? 'hidden' : 'no-file'
  const named = readOrNull(readModelManifest, file)?.datasets ?? []
  return sets.every(({ manifest }) => named.includes(manifest)) ? 'good' : 'unfit'
}

/** What a manifest says, or null if it is none. */
function readOrNull<Manifest>(read: (file: Uint8Array) => Manifest, file: Uint8Array): Manifest | null {
  try {
    return read(file)
  } catch {
    return null
  }
}

const zero: Hex = `0x${'0'.repeat(64)}`

/** The id of the record's row in the dataset of one round. */
function rowId(salt: Hex, epoch: number, parent: Hex): Hex {
  const types = parseAbiParameters('string, uint32, uint32, bytes32')
  return keccak256(concat([salt, keccak256(encodeAbiParameters(types, ['kula.dataset', epoch, epoch, parent]))]))
}

function ask(network: Network, question: string, ...numbers: number[]): Promise<Hex[]> {
  return callWords(network, network.addresses.registry as Address, question, ...numbers.map(word))
}
