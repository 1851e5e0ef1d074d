// A chat and its turns, as they are kept.
import type { Choice, PairOffer, Side, SignedAnswer, Source } from '@kula/client'

export type TurnState = 'writing' | 'complete' | 'stopped' | 'length' | 'broken' | 'corrected'

export interface Turn {
  id: string
  parent: string | null
  role: 'user' | 'assistant'
  content: string
  at: number
  state: TurnState
  answer?: SignedAnswer
  /** Manifest of the model that wrote it. */
  model?: string
  /** The answer that this text corrects. */
  corrects?: string
  /** What kept the answer from being written. */
  problem?: string | undefined
  /** The other answer of its pair, until the person chooses. */
  against?: string | undefined
  /** What the gateway committed to before it wrote the pair of this answer. */
  pair?: { offer: PairOffer; side: Side }
  /** What stood behind it, once the person has chosen. */
  reveal?: Reveal
  /** The session key that asked, and for which the gateway signs. */
  key?: string | undefined
  /** The answer's id at the gateway, under which it can be read again. */
  run?: string | undefined
  /** Set while a busy gateway is to be asked again. */
  retry?: Retry | undefined
}

export interface Retry {
  /** Milliseconds. */
  at: number
  tries: number
}

export interface Reveal {
  outcome: Choice
  side: Side
  source: Source
  /** The gateway shows what it had committed to. */
  isTrue: boolean
  /** The other answer of the pair. */
  other: string
}

export interface Chat {
  id: string
  owner: string | null
  title: string
  created: number
  updated: number
  turns: Record<string, Turn>
  /** The child that is shown below a turn; '' stands above the first one. */
  chosen: Record<string, string>
  draft: string
  /** What is being written in corrections and edits, by turn. */
  drafts: Record<string, string>
}
