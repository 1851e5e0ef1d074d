// Running answers. They go on when another view is opened, and stop the model when they are stopped.

import { type Listener, type Message, Problem, resumeChat, type Streamed, streamChat } from '@kula/client'
import type { Address } from 'viem'
import { gateway, knownNetwork } from '../../connect/gateway'
import { answerKey, noteUnknownKey } from '../../connect/sessions'
import { observable } from '../../parts/observable'
import { inTurn } from '../../storage/tabs'
import { chat, chats, unfinished, update } from './chats'
import { retryOf } from './retrying'
import { change, messages, pathTo, type Turn } from './talk'

const EVERY = 60

/** The answers that are being written by this tab. */
export const running = observable<Record<string, AbortController>>({})
/** How many answers are made before one that waits. */
export const places = observable<Record<string, number>>({})

export interface Sampling {
  temperature?: number
  seed?: number
}

type Change = (changes: Partial<Turn>) => void
type Read = (listener: Listener, asked: Message[], set: Change) => Promise<Streamed & { key?: Address | undefined }>

export function stop(turn: string): void {
  running.get()[turn]?.abort()
}

/** Writes the answer of a turn that stands in its chat already, with state `writing`. */
export function write(chatId: string, turnId: string, sampling: Sampling = {}): Promise<void> {
  return run(chatId, turnId, (listener, asked, set) => ask(asked, listener, sampling, set))
}

/** Reads an answer again that was being written when the page, the tab or the network went away. */
export async function resume(chatId: string, turn: Turn): Promise<void> {
  const { run: id, key } = turn
  if (!id || running.get()[turn.id]) return
  if (turn.pair) return (await import('./pairing')).readPairAgain(chatId, turn)
  update(chatId, (now) => change(now, turn.id, { state: 'writing', problem: undefined }))
  await run(chatId, turn.id, (listener) =>
    resumeChat(gateway, id, listener).then((streamed) => ({ ...streamed, key: key as Address | undefined })),
  )
}

/** Reads again whatever was broken off. */
export async function resumeAll(): Promise<void> {
  const all = Object.values(chats.get()).flatMap((one) => unfinished(one, Date.now()).map((turn) => ({ one, turn })))
  await Promise.all(all.map(({ one, turn }) => resume(one.id, turn)))
}

async function run(chatId: string, turnId: string, read: Read): Promise<void> {
  const controller = new AbortController()
  running.set((now) => ({ ...now, [turnId]: controller }))
  try {
    await inTurn(`kula-answer-${turnId}`, () => stream(chatId, turnId, read, controller))
  } finally {
    running.set((now) => Object.fromEntries(Object.entries(now).filter(([id]) => id !== turnId)))
    places.set((now) => Object.fromEntries(Object.entries(now).filter(([id]) => id !== turnId)))
  }
}

async function stream(chatId: string, turnId: string, read: Read, { signal }: AbortController): Promise<void> {
  const set: Change = (changes) => update(chatId, (now) => change(now, turnId, changes))
  const now = chat(chatId)
  if (!now) return
  const asked = messages(pathTo(now, turnId).slice(0, -1))
  let latest = now.turns[turnId]?.content ?? ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    timer = undefined
    set({ content: latest })
  }
  const listener: Listener = {
    signal,
    onStart: (run) => set({ run }),
    onPlace: (place) => places.set((before) => ({ ...before, [turnId]: place })),
    onPiece: (text) => {
      // An answer that is read again is shown from where it was.
      if (text.length > latest.length) latest = text
      timer ??= setTimeout(show, EVERY)
    },
  }
  try {
    const { text, finish, answer, model, key } = await read(listener, asked, set)
    clearTimeout(timer)
    const state = finish === 'stop' ? 'complete' : finish
    const signed = answer && key && (await isSigned([...asked, { role: 'assistant', content: text, answer }], key))
    const isOver = state !== 'broken'
    set({
      content: isOver ? text : latest,
      state,
      ...(isOver ? { run: undefined } : {}),
      ...(signed ? { answer } : {}),
      ...(model ? { model } : {}),
    })
  } catch (error) {
    clearTimeout(timer)
    if (signal.aborted) set({ content: latest, state: 'stopped', run: undefined })
    else set({ content: latest, state: 'broken', ...problemOf(error, latest, now.turns[turnId]?.retry?.tries ?? 0) })
  }
}

// What the gateway has forgotten cannot be read again; the half answer stays.
function problemOf(error: unknown, text: string, tries: number): Partial<Turn> {
  if (!(error instanceof Problem)) return { problem: 'unreachable', retry: undefined }
  if (error.slug === 'not-found' && text) return { run: undefined }
  return { problem: error.slug, run: undefined, retry: text ? undefined : retryOf(error, tries, Date.now()) }
}

// An answer whose signature does not hold counts as unsigned, and the page says so where it matters.
async function isSigned(talk: Message[], key: Address): Promise<boolean> {
  const { verifyAnswer } = await import('@kula/client/signing')
  return verifyAnswer(await knownNetwork(), talk, key).then(
    () => true,
    () => false,
  )
}

// A gateway that knows no guests refuses the key of a device without a grant. Then it answers without a signature.
async function ask(asked: Message[], listener: Listener, sampling: Sampling, set: Change) {
  const key = (await answerKey()) as Address | undefined
  set({ key })
  const options = { messages: asked, ...listener, ...sampling }
  try {
    const streamed = await streamChat(gateway, { ...options, ...(key ? { key } : {}) })
    return { ...streamed, key }
  } catch (error) {
    if (!(error instanceof Problem) || error.slug !== 'unknown-grant' || !key) throw error
    noteUnknownKey(key)
    set({ key: undefined })
    return { ...(await streamChat(gateway, options)), key: undefined }
  }
}
