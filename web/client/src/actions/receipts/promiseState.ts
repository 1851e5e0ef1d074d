// What became of a gateway's promise, by the chain and the leaves of its batch: protocol/promises/state.py, PromiseReader.state.
import type { Address, Hex } from 'viem'
import { call, callWords, timeOfChain, word } from '../../call.ts'
import { batchLeafOf, deploymentHash } from '../../encoding.ts'
import { type PromiseState, type ReceiptPromise, receiptDigest } from '../../promises.ts'
import type { Network, Receipt } from '../../shapes.ts'
import { rootOf } from '../../tree.ts'
import { MOST_AHEAD } from '../records/verifyReceipt.ts'

const MAX_PAIRS = 32
/** How long a gateway may be silent about a batch after its epoch's close (seconds of block time). */
const HIDDEN_SECONDS = 86_400
/** A receipt promises to post within the open epoch and this many more. */
const EPOCHS_TO_POST = 1

interface Batch {
  number: number
  epoch: number
  first: number
  count: number
  root: Hex
}

/** `leavesOf` asks the gateway for the leaf hashes of one of its batches. Rejects if the chain does not answer. */
export async function promiseState(
  network: Network,
  promise: ReceiptPromise,
  leavesOf: (batch: number) => Promise<Hex[]>,
): Promise<PromiseState> {
  const { receipt } = promise
  const digest = receiptDigest(network, receipt)
  const { batches, gateways } = addressesOf(network)
  if (await call(network, gateways, 'settled(bytes32)', digest)) return 'settled'
  const [accuser, until, epoch, ahead] = await callWords(network, gateways, 'accusation(bytes32)', digest)
  const next = Number(await call(network, batches, 'next_seq(address)', receipt.gateway))
  if (BigInt(accuser ?? 0)) {
    const isOver = (await timeOfChain(network)) >= Number(until)
    const isDue = isOver && (next > receipt.seq || (await roomSince(network, Number(epoch))) >= Number(ahead))
    return isDue ? 'convictable' : 'accused'
  }
  if (receipt.last_epoch >= Number(await call(network, batches, 'current()'))) return 'waiting'
  return next > receipt.seq ? ofBatch(network, promise, leavesOf) : ofMissing(network, receipt, next)
}

// Broken once there was room for all numbers up to it since its last epoch.
async function ofMissing(network: Network, receipt: Receipt, next: number): Promise<PromiseState> {
  const ahead = Math.min(receipt.seq - next + 1, Number(MOST_AHEAD))
  return (await roomSince(network, receipt.last_epoch)) >= ahead ? 'broken' : 'late'
}

// Kept if the leaf under the number is the record's.
async function ofBatch(
  network: Network,
  { receipt, leaf }: ReceiptPromise,
  leavesOf: (batch: number) => Promise<Hex[]>,
): Promise<PromiseState> {
  const batch = await batchWith(network, receipt)
  if (!batch || !leaf) return batch ? 'kept' : 'late'
  const leaves = await leavesOf(batch.number).catch((): Hex[] => [])
  if (leaves.length !== batch.count || rootOf(leaves) !== batch.root)
    return (await isLongAgo(network, batch.epoch)) ? 'broken' : 'late'
  const deployment = deploymentHash(network.chain_id, addressesOf(network).reports)
  const ours = batchLeafOf(deployment, { ...receipt, payTo: leaf.pay_to, signatures: leaf.signatures_hash })
  return leaves[receipt.seq - batch.first] === ours ? 'kept' : 'broken'
}

// An epoch lists what was posted in it for ever. Logs would say it in one call, but most endpoints limit how far back they look.
async function batchWith(network: Network, { gateway, seq, last_epoch }: Receipt): Promise<Batch | null> {
  const { batches } = addressesOf(network)
  const current = Number(await call(network, batches, 'current()'))
  for (let epoch = Math.max(1, last_epoch - EPOCHS_TO_POST); epoch <= current; epoch++) {
    if (!(await call(network, batches, 'posted(uint32,address)', word(epoch), gateway))) continue
    const [, , ...numbers] = await callWords(network, batches, 'batches_of(uint32)', word(epoch))
    for (const number of numbers) {
      const [holds, , by = '0x', , first, count, root] = await callWords(network, batches, 'batch(uint32)', number)
      const batch = { number: Number(number), epoch: Number(holds), first: Number(first), count: Number(count) }
      if (root && BigInt(by) === BigInt(gateway) && batch.first <= seq && seq < batch.first + batch.count)
        return { ...batch, root }
    }
  }
  return null
}

async function isLongAgo(network: Network, epoch: number): Promise<boolean> {
  const words = await callWords(network, addressesOf(network).scores, 'epoch(uint32)', word(epoch))
  const closedAt = Number(words[5])
  return closedAt > 0 && (await timeOfChain(network)) >= closedAt + HIDDEN_SECONDS
}

// What closed epochs that opened after `epoch` were sure to take of each place: the less of each two, added up.
async function roomSince(network: Network, epoch: number): Promise<number> {
  const { batches } = addressesOf(network)
  const current = Number(await call(network, batches, 'current()'))
  const last = Math.min(current - 1, epoch + 2 * MAX_PAIRS)
  let room = 0
  for (let second = epoch + 2; second <= last; second += 2) {
    const duties = [second - 1, second].map((one) => call(network, batches, 'duty_of(uint32)', word(one)))
    const [before, after] = await Promise.all(duties)
    room += Math.min(Number(before), Number(after))
  }
  return room
}

function addressesOf({ addresses }: Network): Record<'batches' | 'gateways' | 'reports' | 'scores', Address> {
  return addresses as unknown as Record<'batches' | 'gateways' | 'reports' | 'scores', Address>
}
