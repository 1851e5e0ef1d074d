// Which sheet is open on the way from a guest to an account, and what it knows.
import type { Address, Hex } from 'viem'
import { observable } from '../parts/observable'
import type { End } from './ends'
import type { Wallet } from './wallets'

export type Through =
  | { kind: 'passkey'; id?: string }
  | { kind: 'wallet'; wallet: Wallet; address?: Address }
  | { kind: 'code'; secret: Hex }

/** Who signs with the recovery code, and what takes the key of the code. */
export interface Signer {
  owner: Address
  give: (secret: Hex) => void
}

export type Step =
  | { name: 'paid' }
  | { name: 'wallets' }
  | { name: 'phone' }
  | { name: 'pairing'; code: string; hasFailed?: boolean }
  | { name: 'code'; signer?: Signer }
  | { name: 'consent'; through: Through }
  | { name: 'signing'; through: Through; licence: string }
  | { name: 'end'; end: End; through: Through; licence: string; detail: string }
  | { name: 'recovery'; secret: Hex }

export const step = observable<Step | null>(null)

export function open(next: Step): void {
  step.set(next)
}

export function close(): void {
  step.set(null)
}
