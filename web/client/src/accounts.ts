// What an account is told of its records: totals, pages, days, and the stream of what happens. Amounts are in 10^-18 KULA.
import type { AccountStatus, RecordStatus } from './http.ts'

export type State = RecordStatus['state']

/** What the gateway's copy of the scorer says. It is no promise: the validators' median counts. */
export interface Estimate {
  score: number
  reasons: string[]
  at: number
}

/** A record with its estimate and times (block time, seconds). */
export type ScoredRecord = RecordStatus &
  Partial<{
    signed_at: number
    floor: number
    estimate: Estimate | null
    unestimated: 'no-scorer' | 'waiting' | 'unreadable' | 'scored' | null
    /** Its language or kind was unknown, and the adopted scorer knows it now. */
    again: boolean
  }>

/** `earned` is `claimable` plus `paid`; `pending` is scored and can still fall. */
export interface AccountTotals {
  account: string
  records: Record<State, number>
  earned: string
  claimable: string
  paid: string
  pending: string
  grants: AccountStatus['grants']
}

export interface RecordPage {
  records: ScoredRecord[]
  next: string | null
}

/** What the records of one UTC day of signing earned. */
export interface DaySums {
  day: string
  records: number
  paid: string
  claimable: string
  pending: string
}

export interface Change {
  change: 'record' | 'estimate' | 'epoch' | 'paid' | 'reset'
  at: number
  record?: string | null
  state?: State | null
  score?: number | null
  epoch?: number | null
  phase?: string | null
  amount?: string | null
}
