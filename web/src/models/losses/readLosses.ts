// What the validators measured of each model on records that it never saw, read from the chain. Nothing of it is the gateway's word.
import type { Network } from '@kula/client'
import { askLogs } from '@kula/client/call'
import { type Address, type Hex, hexToBigInt, size, slice, toEventSelector } from 'viem'

/** Mean losses in milli-nats per token: of the model before it, and of it, on the same records. */
export interface Loss {
  before: number
  after: number
  /** How many validators measured it. */
  seats: number
}

interface Post {
  attempt: number
  before: number
  after: number
}

export const posted = toEventSelector(
  'NumbersPosted(uint32,uint32,uint256,(uint16,int32,int32,uint16,uint16,uint16,uint16,int16,uint16,uint16,uint32,uint32))',
)
const WORD = 32
/** Words of the event's data: attempt and seat, then the numbers, of which the two losses come last. */
const WORDS = 14

/** By model. */
export async function readLosses(network: Network): Promise<Map<number, Loss>> {
  const logs = await askLogs(network, network.addresses.judgements as Address, [posted])
  const posts = new Map<number, Post[]>()
  for (const { topics, data } of logs) {
    if (size(data) !== WORDS * WORD) continue
    const model = Number(topics[1])
    posts.set(model, [...(posts.get(model) ?? []), postOf(data)])
  }
  return new Map([...posts].map(([model, all]) => [model, lossOf(all)]))
}

function postOf(data: Hex): Post {
  const word = (place: number) => Number(hexToBigInt(slice(data, place * WORD, (place + 1) * WORD)))
  return { attempt: word(0), before: word(WORDS - 2), after: word(WORDS - 1) }
}

/** The middle of what was posted in the last vote: an earlier one did not count. */
function lossOf(posts: Post[]): Loss {
  const last = Math.max(...posts.map((post) => post.attempt))
  const counted = posts.filter((post) => post.attempt === last)
  return {
    before: middle(counted.map((post) => post.before)),
    after: middle(counted.map((post) => post.after)),
    seats: counted.length,
  }
}

function middle(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? 0
}
