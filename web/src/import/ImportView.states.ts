import { conversation, rating } from '@kula/client'
import { redacted } from '../exports/personal'
import type { FoundRecord } from '../exports/serve'
import { signIn } from '../testing/samples'
import { around, type State, type States } from '../testing/states'
import { decide, withRecords } from './state/imported'
import { type Reading, reading } from './state/reading'

const TITLES = [
  'Letter to the landlord',
  'Learning to read sheet music',
  'Sourdough without a scale',
  'Tax return questions',
]

function found(title: string, number: number): FoundRecord[] {
  const talk = conversation([
    { role: 'user', content: `${title}: my mail is ada@mail.example` },
    { role: 'assistant', content: 'First, weigh nothing. Then trust your hands.', written_by: 'gpt-4o' },
  ])
  const of = { file: 'conversations.json', number, form: 'chatgpt', title, keys: [] }
  const mail = { kind: 'mail' as const, text: 'ada@mail.example' }
  const personal = number % 3 === 1 ? [mail] : []
  const record = { ...of, key: `${number}`, content: talk, redacted: redacted(talk), personal }
  const thumb = {
    ...record,
    key: `${number}t`,
    content: rating([{ role: 'assistant', content: 'Yes.' }], 1),
    personal: [],
  }
  return number === 3 ? [record, thumb] : [record]
}

const chats = withRecords(
  {},
  TITLES.flatMap((title, place) => found(title, place + 1)),
)
const first = chats['conversations.json#1']
const looked = first ? { ...chats, [first.id]: decide(first, 'hide') } : chats
const start: Reading = {
  ...{
    phase: 'reading',
    name: 'chats.zip',
    read: 412e6,
    size: 640e6,
    chats: looked,
    leftOut: [],
    problem: '',
    given: 0,
  },
}

function show(more: Partial<Reading>): State {
  const prepare = () => {
    signIn()
    reading.set({ ...start, ...more })
  }
  return { path: '/import', prepare }
}

const leftOut: Reading['leftOut'] = [
  ['other-branch', 1_180],
  ['tool', 3_410],
  ['media', 96],
  ['sent-before', 318],
]
const done = show({ phase: 'done', read: 640e6, leftOut })

export const states: States = around(done, {
  empty: show({ phase: 'idle', chats: {} }),
  guest: { path: '/import' },
  reading: show({}),
  long: show({ name: `${'a_name_without_an_end_'.repeat(6)}.json` }),
  paused: show({ phase: 'paused' }),
  toomuch: show({ phase: 'full' }),
  preview: { ...done, steps: [{ name: 'Preview: {title}', title: 'Tax return questions' }] },
  hidden: { ...done, steps: [{ name: 'Preview: {title}', title: 'Letter to the landlord' }] },
  nothing: show({ phase: 'done', chats: {}, leftOut, read: 640e6 }),
  given: show({ phase: 'done', chats: {}, leftOut, read: 640e6, given: 902 }),
  failed: show({ phase: 'failed', chats: {}, problem: 'web-page', name: 'page.html' }),
})
