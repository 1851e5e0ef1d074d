// What a gateway and a device know of one account on a good day, for the gallery.
import { type AccountStatus, conversation, correction, type Message, type RecordStatus, rating } from '@kula/client'
import { type Session, session } from '../connect/sessions'
import { type Item, newItem } from '../feedback/item'
import { outbox } from '../feedback/outbox'
import { network } from './network'

type Hex = `0x${string}`
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const address = (digit: string): Hex => `0x${digit.repeat(40)}`
const UNIT = 10n ** 18n
const HOUR = 3_600_000
export const me = '0x8F3C0f2d1E4b5A6978c9D0e1F2a3B4c5D6e721B7' as const

const talk: Message[] = [
  { role: 'user', content: 'When was the first crewed Moon landing?' },
  { role: 'assistant', content: 'It was on 21 July 1969, by Apollo 12.' },
]
const words = [
  correction(talk, 'It was on 20 July 1969, by Apollo 11.'),
  rating(talk, 1, ['correct']),
  conversation(talk),
  rating(talk, -1, ['wrong']),
]

/** Records in each state, newest first, with what this device keeps of them. */
export const records: RecordStatus[] = [
  status(1, 'received', null, false),
  status(2, 'reported', 149, false),
  status(3, 'final', 126, true),
  status(4, 'final', 58, true),
]

function status(place: number, state: RecordStatus['state'], score: number | null, final: boolean): RecordStatus {
  const credit = Math.max(0, (score ?? 0) - 64)
  const price = UNIT / 2n
  return {
    record: hash(String(place)),
    owner: me,
    kind: words[place - 1]?.kind ?? 'rating',
    parent: hash('0'),
    state,
    epoch: score === null ? null : 417,
    position: score === null ? null : place,
    score,
    reasons: score === null ? [] : [credit > 0 ? 'good' : 'low_quality'],
    pay:
      score === null
        ? null
        : { credit, price: String(price), amount: String(BigInt(credit) * price), final, paid: final },
    receipt: { seq: place, last_epoch: 420, signature: '0x' },
    ...{ signed_at: network.now - place * 108_000, received_at: network.now - place * 108_000, floor: 64 },
    ...{ estimate: null, unestimated: score === null ? ('waiting' as const) : ('scored' as const), again: false },
    until: state === 'received' ? network.now + 900 : null,
    withheld: null,
  }
}

/** The sums of the account, a page of its records, and what it earned by day. */
export const account = {
  account: me,
  records: { received: 1, posted: 0, reported: 1, final: 2, void: 0 },
  earned: String((12_845n * UNIT) / 10n),
  claimable: '0',
  paid: String((12_845n * UNIT) / 10n),
  pending: String((425n * UNIT) / 10n),
  grants: [grant('7', 330), grant('9', 60)],
}
export const page = { records, next: null as string | null }
export const days = {
  days: [425, 310, 180, 0, 440, 620, 90].map((tenths, ago) => ({
    day: new Date(Date.now() - ago * 24 * HOUR).toISOString().slice(0, 10),
    records: 3,
    paid: ago === 0 ? '0' : String((BigInt(tenths) * UNIT) / 10n),
    claimable: '0',
    pending: ago === 0 ? String((BigInt(tenths) * UNIT) / 10n) : '0',
  })),
  next: null,
}

function grant(key: string, days: number): AccountStatus['grants'][number] {
  const expiry = Math.floor(Date.now() / 1_000) + days * 86_400
  const grantOf = { owner: me, key: address(key), payTo: me, licences: ['CC0-1.0'], origin: '', maxPerEpoch: 200 }
  return { ...grantOf, expiry, nonce: '1', hash: hash(key) } as AccountStatus['grants'][number]
}

/** This device has an owner, whose records it knows. */
export function signIn(more: Partial<Session> = {}): void {
  const key = address('7')
  const of: Session = {
    ...{ owner: me, kind: 'passkey', key, secret: hash('1'), grant: hash('7'), licence: 'CC0-1.0' },
    ...{ chain: address('2'), since: Date.now() - 40 * HOUR, until: Date.now() + 9_000 * HOUR },
    ...{ through: 'passkey-1', isRecoverable: true },
    ...more,
  }
  session.set(of)
  outbox.set(Object.fromEntries(records.map((record, place) => [`item${place}`, itemOf(record, place)])))
}

function itemOf(record: RecordStatus, place: number): Item {
  const content = words[place] ?? conversation(talk)
  const sent = Date.now() - place * 30 * HOUR
  const made = newItem(`about${place}`, '', '', content, 'When was the first crewed Moon landing?', sent)
  return { ...made, id: `item${place}`, owner: me, state: 'received', record: record.record, sent }
}
