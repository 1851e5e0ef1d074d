// Rows that some fault has bent are set aside, each by its reader, before a view meets them.
import { expect, it } from 'vitest'
import { add, emptyChat, readChat, type Turn } from '../chat/state/talk'
import { readSession } from '../connect/sessions'
import { newItem, readItem } from '../feedback/item'

const question: Turn = { id: 'q', parent: null, role: 'user', content: 'Why?', at: 1, state: 'complete' }
const chat = add(emptyChat('c', null, 1), question)
const item = newItem('rating/q', 'c', 'q', { kind: 'rating' } as never, 'Why?', 1)
const hex = (digit: string, length: number) => `0x${digit.repeat(length)}`
const session = {
  ...{ owner: hex('1', 40), key: hex('2', 40), secret: hex('3', 64), grant: hex('4', 64), kind: 'passkey' },
  ...{ licence: 'CC0-1.0', chain: hex('5', 40), since: 1, until: 2, through: '', isRecoverable: true },
}
const bentTurn = (changes: object) => ({ turns: { q: { ...question, ...changes } } })

it.each([
  ...[{ id: 7 }, { owner: 7 }, { title: { a: 1 } }, { title: undefined }, { updated: 'late' }, { updated: Number.NaN }],
  ...[{ chosen: null }, { chosen: { '': 7 } }, { turns: [] }, { turns: { q: null } }, { draft: {} }, { drafts: 's' }],
  ...[{ at: 'no' }, { role: 'x' }, { content: 1 }, { answer: 'a' }, { reveal: 7 }, { pair: 3 }, { run: {} }].map(
    bentTurn,
  ),
])('a chat with %j is set aside', (changes) => {
  expect(readChat(chat)).toEqual(chat)
  expect(readChat({ ...chat, ...changes })).toBeNull()
})

it.each([
  ...[{ content: null }, { content: {} }, { content: { kind: 'x' } }, { state: '?' }, { title: {} }, { owner: 7 }],
  ...[{ receipt: 3 }, { body: 'x' }, { due: 'now' }, { tries: null }, { created: undefined }],
])('an opinion with %j is set aside', (changes) => {
  expect(readItem(item)).toEqual(item)
  expect(readItem({ ...item, ...changes })).toBeNull()
})

it.each([{ owner: null }, { secret: '0x1' }, { licence: {} }, { until: 'x' }, { grant: 'none' }])(
  'a session with %j is set aside',
  (changes) => {
    expect(readSession(session)).toEqual(session)
    expect(readSession({ ...session, ...changes })).toBeNull()
  },
)

it.each([null, undefined, 7, 'text', [], [[]]])('what is no row at all, such as %j, is set aside', (value) => {
  for (const read of [readChat, readItem, readSession]) expect(read(value)).toBeNull()
})
