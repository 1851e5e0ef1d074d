import { preview } from '../feedback/preview/preview'
import { modelSeen } from '../frame/banners/modelSeen'
import { isChatsOpen } from '../frame/chatsOpen'
import { network } from '../testing/network'
import { signIn } from '../testing/samples'
import type { State, States } from '../testing/states'
import { places } from './state/answering'
import { chats } from './state/chats'
import { deleting } from './state/deleting'
import { add, type Chat, emptyChat, type Turn } from './state/talk'

const SKY = `Sunlight holds all colours. The air scatters short waves, which are **blue**, far more than long ones.

- **At noon** light comes down a short way, so the scattered blue reaches you from the whole sky.
- **At sunset** it crosses far more air. Most of the blue is lost on the way, and red is left.

\`\`\`python
def scatter(wave):
    return wave ** -4
\`\`\``

const turn = (
  id: string,
  parent: string | null,
  role: Turn['role'],
  content: string,
  more: Partial<Turn> = {},
): Turn => ({
  ...{ id, parent, role, content, at: Date.now() - 60_000 + Number(id), state: 'complete' },
  ...more,
})

const question = turn('1', null, 'user', 'Why is the sky blue, and red in the evening?')
const answer = turn('2', '1', 'assistant', SKY)
const talkOf = (...turns: Turn[]): Chat => turns.reduce(add, emptyChat('sky', null, Date.now()))

function show(chat: Chat, more: () => void = () => undefined): State {
  const others = ['Letter to the landlord', 'Learning to read sheet music'].map((title, place) => ({
    ...talkOf(turn('1', null, 'user', title)),
    id: `other${place}`,
    updated: Date.now() - (place + 1) * 86_400_000,
  }))
  const prepare = () => {
    chats.set(Object.fromEntries([chat, ...others].map((one) => [one.id, one])))
    more()
  }
  return { path: '/c/sky', prepare }
}

const pair = [
  turn('2', '1', 'assistant', 'Air scatters blue light more than red light.', { against: '3' }),
  turn('3', '1', 'assistant', 'Because the sea is blue, and the sky reflects it.', { against: '2' }),
] as const
const whole = `0x${'5'.repeat(64)}` as const
const key = `0x${'7'.repeat(40)}` as const
const offer = {
  pair: whole,
  gateway: key,
  key,
  prompt_hash: whole,
  sources: whole,
  until: 9_999_999_999,
  signature: whole,
}
const sides = pair.map(({ content }) => content)

/** Two answers to the question, as far as they are written. */
function pairOf(a: Partial<Turn>, b: Partial<Turn> = a, more: Partial<State> = {}): State {
  const [first, second] = pair
  const turns = [
    { ...first, pair: { offer, side: 'a' as const }, ...a },
    { ...second, pair: { offer, side: 'b' as const }, ...b },
  ]
  return { ...show({ ...talkOf(question, ...turns), chosen: { '': '1', 1: '2' } }, () => signIn()), ...more }
}

/** What stood behind them, after the choice. */
function revealed(outcome: 'a' | 'b' | 'tie' | 'both-bad', isTrue = true): State {
  const source = (digit: string, temperature: number) => ({ model: `0x${digit.repeat(64)}` as const, temperature })
  const side = (side: 'a' | 'b', other: string, digit: string): Partial<Turn> => ({
    against: undefined,
    reveal: { outcome, side, source: source(digit, 800), isTrue, other },
  })
  return pairOf(side('a', '3', '8'), side('b', '2', '6'))
}

const choice = `/v1/pairs/${whole}/choice`
const WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
const LONG = `${WORD}\n\nhttps://example.com/${'a'.repeat(90)}\n\n- \`${WORD}\`\n\n> ${WORD}\n\n# ${WORD}\n\n| ${WORD} | b |\n|---|---|\n| c | d |`
const writing = talkOf(question, turn('2', '1', 'assistant', 'Sunlight holds all', { state: 'writing' }))
const full = talkOf(question, answer)

export const states: States = {
  empty: { path: '/' },
  signed: { path: '/', prepare: () => signIn() },
  full: show(full),
  loading: show(writing),
  queue: show(talkOf(question, turn('9', '1', 'assistant', '', { state: 'writing' })), () => places.set({ 9: 3 })),
  'new-model': show(full, () => modelSeen.set(7)),
  model: { ...show(full), steps: [{ name: 'Kula {n}', n: '8' }] },
  'model-unknown': {
    ...show(full),
    answers: { '/v1/network': { ...network, languages: { model: null, scorer: null } } },
    steps: [{ name: 'Kula {n}', n: '8' }],
  },
  late: show(talkOf(question, turn('2', '1', 'assistant', '', { state: 'writing' }))),
  error: show(talkOf(question, turn('2', '1', 'assistant', 'Sunlight holds', { state: 'broken', problem: 'busy' }))),
  busy: show(
    talkOf(
      question,
      turn('2', '1', 'assistant', '', {
        state: 'broken',
        problem: 'busy',
        retry: { at: Date.now() + 40_000, tries: 1 },
      }),
    ),
  ),
  nowhere: { path: '/c/lost' },
  offline: { ...show(talkOf(question, turn('2', '1', 'assistant', '', { state: 'broken' }))), isOffline: true },
  long: show(talkOf(turn('1', null, 'user', WORD), turn('2', '1', 'assistant', LONG))),
  length: show(talkOf(question, turn('2', '1', 'assistant', SKY, { state: 'length' }))),
  stopped: show(talkOf(question, turn('2', '1', 'assistant', 'Sunlight', { state: 'stopped' }))),
  'pair-waiting': pairOf({ content: '', state: 'writing' }),
  'pair-streaming': pairOf({ state: 'writing' }, { content: 'Because', state: 'writing' }),
  'pair-ended': pairOf({}),
  'pair-same': pairOf({}, { content: sides[0] ?? '' }),
  'pair-failed': pairOf({}, { content: 'Because the sea', state: 'broken', problem: 'unavailable' }),
  'pair-half': pairOf({}, { content: 'Because the sea', state: 'broken', run: whole }),
  'pair-personal': pairOf({ content: 'Write to ada@mail.example.' }, {}, { steps: ['A is better'] }),
  'pair-unsent': pairOf({}, {}, { steps: ['A is better'], answers: { [choice]: 503 } }),
  'pair-over': pairOf({}, {}, { steps: ['A is better'], answers: { [choice]: 404 } }),
  'pair-a': revealed('a'),
  'pair-b': revealed('b'),
  'pair-tie': revealed('tie'),
  'pair-both-bad': revealed('both-bad'),
  'pair-untrue': revealed('a', false),
  correcting: show({ ...full, drafts: { 2: `${SKY} More.` } }),
  editing: show({ ...full, drafts: { 1: 'Why is the sky blue?' } }),
  giving: show(talkOf(question, answer, turn('4', '2', 'user', 'Write to ada@mail.example')), () =>
    preview.set({
      kind: 'conversation',
      chat: full,
      turns: [question, turn('4', '2', 'user', 'I am ada@mail.example')],
    }),
  ),
  chats: show(full, () => isChatsOpen.set(true)),
  deleting: show(full, () => deleting.set('sky')),
}
