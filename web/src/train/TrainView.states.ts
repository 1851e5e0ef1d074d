import type { Task, TypicalPay } from '@kula/client'
import { network } from '../testing/network'
import { signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const now = Math.floor(Date.now() / 1_000)
const task = (place: number, kind: Task['kind'], ...texts: string[]): Task => ({
  task: `0x${String(place).repeat(64)}`,
  kind,
  messages: texts.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content })),
  dataset: 7,
  answer: null,
  until: now + 900,
})
const pay = (kind: TypicalPay['kind'], language: string | null, amount: number | null): TypicalPay => ({
  ...{ kind, language, records: 40 },
  amount: amount === null ? null : `${amount}00000000000000000`,
})
export const typical = [
  ...(['en', null] as const).flatMap((language) => [
    pay('preference', language, 180),
    pay('correction', language, 310),
    pay('rating', language, 95),
  ]),
  pay('correction', 'zh', 380),
  pay('rating', 'zh', null),
]
export const tasks = [
  task(1, 'pair', 'Explain to my grandmother what a password manager does.'),
  task(2, 'correct', 'When was the first Moon landing?', 'On 21 July 1969, by Apollo 12.'),
  task(3, 'answer', 'Why do cats purr?'),
]
const clock = { epoch: 418, phase: 'open', ends_at: now + 2_280, scored_at: now + 6_480, final_at: now + 92_880 }
const known = { ...network, typical, clock: { ...clock, paid_at: now + 93_000, late: false } }
const free = [
  { kind: 'pair', count: 211 },
  { kind: 'correct', count: 95 },
  { kind: 'answer', count: 1_056 },
]
const answers = { '/v1/network': known, '/v1/tasks': { tasks, free } }
const prepare = () => signIn()

export const states: States = around(
  { path: '/train', answers, prepare },
  {
    guest: { path: '/train', answers },
    empty: { path: '/train', prepare, answers: { ...answers, '/v1/tasks': { tasks: [], free: [] } } },
    unknown: { path: '/train', prepare, answers: { '/v1/tasks': { tasks } } },
  },
)
