// The steps of a record's trace, as the gateway tells them. Each is checked by `verifyTrace`.
import type { Address } from 'viem'
import type { TraceStart } from './http.ts'

export interface LedgerRow {
  t: number
  pay_to: Address
  pos: number
  median: number
  credits: number
  sum_credit: number
  before: string
  since: number
}

export type TraceStep = NonNullable<TraceStart['steps']>[number]

export type Trace = TraceStart

/** `wrong`: the step contradicts a hash, a signature or the chain. `unknown`: it could not be checked here. */
export type Proven = 'good' | 'wrong' | 'unknown'
