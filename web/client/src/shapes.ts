// Bodies of the gateway's endpoints for opinions.
import type { Address, Hex } from 'viem'
import type { Outcome, SignedAnswer } from './content.ts'

export interface TakenBack {
  record: Hex
  seq: number
  last_epoch: number
}

/** The end of one record's royalties, signed by the account that the record pays. */
export interface RoyaltyEnd {
  epoch: number
  position: number
  signature: Hex
}

/** The gateway's signed receipt of an erasure. What still has to be scored waits until its round is final. */
export interface Erasure {
  gateway: Address
  owner: Address
  record: Hex
  until: number
  records: number
  waiting: number
  royalties_ended: number
  signature: Hex
}

/** What the gateway commits to before the first word of a pair. */
export interface PairOffer {
  pair: Hex
  gateway: Address
  key: Address
  prompt_hash: Hex
  sources: Hex
  until: number
  signature: Hex
}

export type Side = 'a' | 'b'

export interface PairEvent {
  offer?: PairOffer
  side?: Side
  piece?: string
  finish_reason?: 'stop' | 'length'
  place?: number
  problem?: string
}

/** A model's manifest, and a temperature in thousandths. */
export interface Source {
  model: Hex
  temperature: number
}

export type Sources = Record<Side, Source>

export interface Revealed {
  pair: Hex
  outcome: Outcome | 'skip'
  salt: Hex
  sources: Sources
  a: SignedAnswer | null
  b: SignedAnswer | null
}

export type TaskKind = 'pair' | 'correct' | 'answer'

/** Something to do, which nobody else holds until `until` (block time, seconds). */
export interface Task {
  task: Hex
  kind: TaskKind
  /** The talk; for `correct`, its last message is the answer to correct. */
  messages: { role: 'user' | 'assistant'; content: string }[]
  dataset: number
  answer: SignedAnswer | null
  until: number
}

export interface AccountKey {
  key: Address
  grant: Hex
  pay_to: Address
  expiry: number
  revoked_in: number
}
