// One opinion of a person on its way to the gateway. Pure.

import type { Content, Erasure, Kind, LeafParts, PostRecord, PromiseState, Receipt } from '@kula/client'
import type { Address, Hex } from 'viem'
import type { Message } from '../i18n'
import { isLike, maybe } from '../storage/isLike'

/** `held`: may be undone, nothing was signed. `waiting`: needs an account. `sending`: signed, and tried until it is taken. */
export type ItemState = 'held' | 'waiting' | 'sending' | 'received' | 'refused'

export interface Item {
  id: string
  /** What the opinion is about: a later one about the same thing takes its place. */
  about: string
  chat: string
  turn: string
  owner: Address | null
  content: Content
  title: string
  created: number
  /** When it is sent, or tried again. */
  due: number
  state: ItemState
  tries: number
  /** What is posted, once it is signed: every try sends these bytes. Of a correction, its salt proves the turns that follow. */
  body?: PostRecord
  receipt?: Receipt
  record?: Hex
  /** What the record's leaf holds beside the receipt. */
  leaf?: LeafParts
  /** What became of the gateway's promise to post it, when this device last looked. */
  promise?: PromiseState
  /** The gateway's slug for why it was not taken. */
  problem?: string
  sent?: number
  /** The owner took it back, or the gateway's proof that it erased it. */
  ended?: 'taken-back' | Erasure
  /** The key of what was imported: the same words are not imported twice. */
  imported?: string
}

export const kindNames: Record<Kind, Message> = {
  conversation: 'Conversation',
  rating: 'Rating',
  correction: 'Correction',
  preference: 'Choice',
}

export const HOLD = 10_000
const FIRST_WAIT = 3_000
const LONGEST_WAIT = 300_000

export function newItem(about: string, chat: string, turn: string, content: Content, title: string, at: number): Item {
  const id = crypto.randomUUID()
  return { id, about, chat, turn, owner: null, content, title, created: at, due: at + HOLD, state: 'held', tries: 0 }
}

/** Whether the person can still change their mind: nobody has seen it, or the gateway did not take it. */
export function canUndo(item: Item): boolean {
  return item.state === 'refused' || ((item.state === 'held' || item.state === 'waiting') && !item.body)
}

export function nextTry(item: Item, at: number, wait = 0): Item {
  const after = wait * 1_000 || Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** item.tries)
  return { ...item, state: 'sending', tries: item.tries + 1, due: at + after }
}

/** Refusals that another try of the same bytes does not change. The others pass. */
const FINAL = [
  'malformed',
  'invalid-signature',
  'commitment-mismatch',
  'nonce-repeated',
  'too-large',
  'key-out-of-scope',
  'foreign-origin',
  'invalid-json',
  'no-preference',
]
/** Refusals that a new approval by the owner mends. */
const NEEDS_OWNER = ['key-revoked', 'grant-expired', 'unknown-grant']

/** Refusals that every other item would meet too. */
const SHARED = [
  'rate-limited',
  'network-limited',
  'quota-used-up',
  'unavailable',
  'backlog-full',
  'busy',
  'bulletin-full',
  'gas-used-up',
]

/** Whether what kept an item from leaving keeps the others too. Without a slug the server was not reached. */
export function isShared({ problem }: Item): boolean {
  return problem === undefined || SHARED.includes(problem)
}

export function isFinal(slug: string): boolean {
  return FINAL.includes(slug)
}

export function needsOwner(slug: string): boolean {
  return NEEDS_OWNER.includes(slug)
}

const STATES: unknown[] = ['held', 'waiting', 'sending', 'received', 'refused'] satisfies ItemState[]
const KINDS: unknown[] = ['conversation', 'rating', 'correction', 'preference'] satisfies Content['kind'][]
const ITEM = {
  id: '',
  about: '',
  chat: '',
  turn: '',
  title: '',
  created: 0,
  due: 0,
  tries: 0,
  owner: maybe(''),
  state: (state: unknown) => STATES.includes(state),
  content: { kind: (kind: unknown) => KINDS.includes(kind) },
  body: maybe({ record: {} }),
  receipt: maybe({ record: '', gateway: '', seq: 0, last_epoch: 0 }),
}

export function readItem(value: unknown): Item | null {
  return isLike(value, ITEM) ? (value as Item) : null
}
