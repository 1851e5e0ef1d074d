// What leaves after a preview: hidden details are out, and signatures that would not hold go with them.

import { messagesOf } from '@kula/client'
import { beforeEach, expect, it } from 'vitest'
import { add, type Chat, emptyChat, type Turn } from '../../chat/state/talk'
import { outbox } from '../outbox'
import { findPersonal } from './personal'
import { linesOf, sendPreview } from './previewLines'

const answer = { model: '0x01', signature: '0x02' } as const
const turn = (
  id: string,
  parent: string | null,
  role: Turn['role'],
  content: string,
  more: Partial<Turn> = {},
): Turn => ({ id, parent, role, content, at: Number(id), state: 'complete', ...more })
const turns = [
  turn('1', null, 'user', 'Hello'),
  turn('2', '1', 'assistant', 'Hi', { answer }),
  turn('3', '2', 'user', 'I am at a.b@mail.example'),
  turn('4', '3', 'assistant', 'Noted', { answer }),
]
const chat = turns.reduce<Chat>(add, emptyChat('c', null, 0))
const shown = { kind: 'rating', chat, turn: turns[3] as Turn, value: 1 } as const
const choose = (change: (place: number) => object = () => ({})) =>
  linesOf(shown).map(({ content }, place) => ({ content, isTicked: true, hidden: [], ...change(place) }))
const sent = () => messagesOf(Object.values(outbox.get())[0]?.content ?? { kind: 'rating', messages: [] })

beforeEach(() => outbox.set({}))

it('what is kept whole keeps its signatures', async () => {
  await sendPreview(shown, choose())
  expect(sent().map((message) => message.answer)).toEqual([undefined, answer, undefined, answer])
})

it('a hidden detail takes the signatures of later answers with it, not those of earlier ones', async () => {
  await sendPreview(
    shown,
    choose((place) => (place === 2 ? { hidden: findPersonal(turns[2]?.content ?? '') } : {})),
  )
  expect(sent()[2]?.content).toBe('I am at [MAIL]')
  expect(sent().map((message) => message.answer)).toEqual([undefined, answer, undefined, undefined])
})

it('what is left out does not leave, and the judged answer cannot be left out', async () => {
  expect(linesOf(shown).map(({ isFixed }) => isFixed)).toEqual([false, false, true, true])
  await sendPreview(
    shown,
    choose((place) => ({ isTicked: place > 1 })),
  )
  expect(sent().map(({ content }) => content)).toEqual(['I am at a.b@mail.example', 'Noted'])
})
