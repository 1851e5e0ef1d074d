// What the gateway says of the rounds, of pay and of languages, beside what a client needs to sign.
import type { Kind, Network } from './http.ts'

/** When a round goes on, at the latest. Times are block time, seconds; if `late`, they are new guesses. */
export interface RoundTimes {
  epoch: number
  phase: 'open' | 'commit' | 'reveal' | 'report' | 'challenge' | 'final'
  ends_at: number
  scored_at: number
  final_at: number
  paid_at: number
  late: boolean
}

/** The median pay of a kind in a language over the last seven days. `language` is null for all together. */
export interface TypicalPay {
  kind: Kind
  language: string | null
  records: number
  amount: string | null
}

export interface Clocks {
  /** Of the open round. */
  clock?: RoundTimes
  /** Of the closed rounds that are not final, oldest first. */
  epochs?: RoundTimes[]
  typical?: TypicalPay[]
  languages?: { model: string[] | null; scorer: string[] | null }
}

/** Returns what a network's answer says of its rounds. An older gateway says nothing. */
export function clocksOf(network: Network | null): Clocks {
  return (network ?? {}) as Clocks
}
