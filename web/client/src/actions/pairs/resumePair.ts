// Reads a pair again from its beginning, while it is made or for some minutes afterwards.
import type { Hex } from 'viem'
import { type Client, problemOf, reach } from '../../http.ts'
import { type PairListener, readPair, type StreamedPair } from '../../streams/readPair.ts'

/** Rejects with Problem `not-found` if the gateway has forgotten the answers. */
export async function resumePair(client: Client, pair: Hex, listener: PairListener): Promise<StreamedPair> {
  const { signal } = listener
  const answer = await reach(() => fetch(`${client.url}/v1/pairs/${pair}`, signal ? { signal } : undefined))
  if (!answer.ok || !answer.body) throw await problemOf(answer)
  return readPair(answer.body, listener)
}
