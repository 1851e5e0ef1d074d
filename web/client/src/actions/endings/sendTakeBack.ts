// Takes a record back: the gateway destroys its text. The same again changes nothing.

import type { Hex } from 'viem'
import { type Client, post } from '../../http.ts'
import type { TakenBack } from '../../shapes.ts'

/** Rejects with Problem `already-posted` if it is too late. */
export function sendTakeBack(client: Client, record: Hex, signature: Hex): Promise<TakenBack> {
  return post(client, '/v1/take-backs', { record, signature })
}
