import type { PromiseState, Receipt } from '@kula/client'
import { outbox } from '../feedback/outbox'
import { records, signIn } from '../testing/samples'
import { around, type State, type States } from '../testing/states'

const path = (place: number) => `/records/${records[place]?.record}`
const soon = Math.floor(Date.now() / 1_000) + 1_500
const prepare = () => signIn()
const zeros = `0x${'0'.repeat(64)}` as const

/** The gateway's promise about the first record became this. */
function promised(promise: PromiseState, kind: 'passkey' | 'wallet' = 'wallet'): State {
  const become = () => {
    signIn({ kind })
    const item = outbox.get().item0
    if (!item) return
    const receipt = { record: zeros, gateway: zeros.slice(0, 42), seq: 7, last_epoch: 400, signature: zeros } as Receipt
    outbox.set((now) => ({ ...now, item0: { ...item, receipt, promise } }))
  }
  return { path: path(0), prepare: become }
}

/** This server's number for the first record, of one of its two stages. */
function estimated(stage: 'first' | 'whole'): State {
  const estimate = { score: 118, reasons: [], stage, scorer: zeros, at: soon }
  return { path: path(0), prepare, answers: { [`/v1${path(0)}`]: { ...records[0], estimate } } }
}

export const states: States = around(
  { path: path(2), prepare },
  {
    received: { path: path(0), prepare },
    takeable: { path: path(0), prepare, answers: { [`/v1${path(0)}`]: { ...records[0], until: soon } } },
    takenBack: { path: path(0), prepare, answers: { [`/v1${path(0)}`]: { ...records[0], withheld: 'taken-back' } } },
    erasing: { path: path(1), prepare, answers: { [`/v1${path(1)}`]: { ...records[1], withheld: 'erasing' } } },
    erase: { path: path(2), prepare, steps: ['Erase this record'] },
    'estimate-first': estimated('first'),
    'estimate-whole': estimated('whole'),
    nowhere: { path: '/records/lost' },
    scored: { path: path(1), prepare },
    unpaid: { path: path(3), prepare },
    again: { path: path(3), prepare, answers: { [`/v1${path(3)}`]: { ...records[3], again: true } } },
    'promise-kept': promised('kept'),
    'promise-late': promised('late'),
    broken: promised('broken'),
    'broken-passkey': promised('broken', 'passkey'),
    accused: promised('accused'),
    convictable: promised('convictable'),
    settled: promised('settled'),
    guest: { path: path(2) },
    empty: { path: `/records/0x${'e'.repeat(64)}` },
  },
)
