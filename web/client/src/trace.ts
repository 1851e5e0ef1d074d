// The steps of a record's trace, as the gateway tells them. Each is checked by `verifyTrace`.
import type { Address, Hex } from 'viem'
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

interface Place {
  leaf: Hex
  count: number
  proof: Hex[]
  root: Hex
}

export type TraceStep =
  | { step: 'record'; hash: Hex; grant: Hex }
  | { step: 'receipt'; hash: Hex; seq: number; last_epoch: number }
  | ({ step: 'batch'; number: number; epoch: number; position: number; index: number; block: string } & Place)
  | ({ step: 'row'; epoch: number; row: LedgerRow; report: Hex; final: boolean } & Place)
  | { step: 'payment'; account: Address; price: string; due: string; paid: string }
  | { step: 'dataset'; version: number; manifest: string; row: Hex }
  | { step: 'model'; version: number; manifest: string; state: string; served: boolean }

export type Trace = TraceStart & { steps?: TraceStep[] }

/** `wrong`: the step contradicts a hash, a signature or the chain. `unknown`: it could not be checked here. */
export type Proven = 'good' | 'wrong' | 'unknown'
