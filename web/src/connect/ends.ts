// Every way in which a wallet, a passkey or the gateway can fail, and what each has to be called. Pure.

import { Problem, Unreachable } from '@kula/client'

export type End =
  | 'declined'
  | 'already-asked'
  | 'silent'
  | 'other-chain'
  | 'unknown-chain'
  | 'not-switched'
  | 'ledger'
  | 'changed'
  | 'unfit'
  | 'fault'
  | 'no-passkey'
  | 'passkey-declined'
  | 'unreachable'
  | 'refused'

/** The owner's signature was not made. */
export class SignFailure extends Error {
  constructor(
    readonly end: End,
    detail = '',
  ) {
    super(detail)
  }
}

interface Raised {
  code?: number
  message?: string
  data?: { originalError?: { code?: number }; message?: string }
}

/** What an error means. Wallets differ in codes and words, so both are read. What the gateway said is no wallet's fault. */
export function endOf(error: unknown): End {
  if (error instanceof SignFailure) return error.end
  if (error instanceof Unreachable) return 'unreachable'
  if (error instanceof Problem) return 'refused'
  const raised = (error ?? {}) as Raised
  const code = raised.data?.originalError?.code ?? raised.code
  const words = `${raised.message ?? ''} ${raised.data?.message ?? ''}`
  if (code === -32002 || /already (pending|processing)|request .*pending/i.test(words)) return 'already-asked'
  if (/0x6a80|blind sign|ledger/i.test(words) && !/locked/i.test(words)) return 'ledger'
  if (code === 4902 || /unrecognized chain|unknown chain|chain .*not (been )?added/i.test(words)) return 'unknown-chain'
  if (/chain ?id.*must match|must match the active chain|different chain/i.test(words)) return 'other-chain'
  if (code === 4001 || code === 5000 || /reject|denied|cancel|declin|dismiss|closed/i.test(words)) return 'declined'
  return 'fault'
}
