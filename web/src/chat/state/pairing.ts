// Blind pairs. The gateway draws what makes the two answers and commits to it; the person's choice reveals it.
import {
  type Choice,
  type Message,
  type PairListener,
  Problem,
  resumePair,
  type Side,
  type StreamedPair,
  streamPair,
} from '@kula/client'
import type { Address } from 'viem'
import { gateway, knownNetwork } from '../../connect/gateway'
import { accountOfKey, answerKey, guestKey } from '../../connect/sessions'
import { inTurn } from '../../storage/tabs'
import { places, running } from './answering'
import { chat, update } from './chats'
import { change, messages, pathTo, type Turn } from './talk'

const EVERY = 60
const SIDES: Side[] = ['a', 'b']

type Ids = Record<Side, string>
type Read = (listener: PairListener, asked: Message[], key: Address) => Promise<StreamedPair>

/** Writes both answers of a pair, whose turns stand in their chat already. */
export function writePair(chatId: string, a: string, b: string): Promise<void> {
  return run(chatId, { a, b }, (listener, messages, key) => streamPair(gateway, { ...listener, messages, key }))
}

/** Reads a pair again that was being written when the page, the tab or the network went away. */
export async function readPairAgain(chatId: string, turn: Turn): Promise<void> {
  const other = chat(chatId)?.turns[turn.against ?? '']
  if (!turn.pair || !other || running.get()[turn.id]) return
  const { offer, side } = turn.pair
  const ids = side === 'a' ? { a: turn.id, b: other.id } : { a: other.id, b: turn.id }
  for (const { id, state } of [turn, other])
    if (state === 'broken') update(chatId, (now) => change(now, id, { state: 'writing', problem: undefined }))
  await run(chatId, ids, (listener) => resumePair(gateway, offer.pair, listener))
}

async function run(chatId: string, ids: Ids, read: Read): Promise<void> {
  const controller = new AbortController()
  running.set((now) => ({ ...now, [ids.a]: controller, [ids.b]: controller }))
  try {
    await inTurn(`kula-answer-${ids.a}`, () =>
      inTurn(`kula-answer-${ids.b}`, () => stream(chatId, ids, read, controller.signal)),
    )
  } finally {
    running.set((now) => without(now, ids))
    places.set((now) => without(now, ids))
  }
}

function without<T>(all: Record<string, T>, ids: Ids): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([id]) => id !== ids.a && id !== ids.b))
}

async function stream(chatId: string, ids: Ids, read: Read, signal: AbortSignal): Promise<void> {
  const set = (side: Side, changes: Partial<Turn>) => update(chatId, (now) => change(now, ids[side], changes))
  const now = chat(chatId)
  if (!now) return
  const asked = messages(pathTo(now, ids.a).slice(0, -1))
  const latest: Ids = { a: now.turns[ids.a]?.content ?? '', b: now.turns[ids.b]?.content ?? '' }
  const over = new Set(SIDES.filter((side) => now.turns[ids[side]]?.state === 'complete'))
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    clearTimeout(timer)
    timer = undefined
    for (const side of SIDES) set(side, { content: latest[side] })
  }
  const listener = (key: Address): PairListener => ({
    signal,
    onOffer: (offer) => {
      for (const side of SIDES) set(side, { pair: { offer, side }, key, run: offer.pair })
    },
    onPiece: (side, text) => {
      // What is read again is shown from where it was.
      if (text.length > latest[side].length) latest[side] = text
      timer ??= setTimeout(show, EVERY)
    },
    onEnd: (side) => {
      over.add(side)
      show()
      set(side, { state: 'complete', run: undefined })
    },
    onPlace: (place) => places.set((before) => ({ ...before, [ids.a]: place, [ids.b]: place })),
  })
  try {
    const key = (now.turns[ids.a]?.key as Address) ?? (await answerKey()) ?? (await guestKey()).key
    const { offer, ...texts } = await read(listener(key), asked, key)
    Object.assign(latest, texts)
    show()
    const { verifyOffer } = await import('@kula/client/signing')
    // Answers to which the gateway did not commit are no blind pair.
    await verifyOffer(await knownNetwork(), offer, key, asked).catch((error) => {
      over.clear()
      throw new Problem('broken', (error as Error).message)
    })
  } catch (error) {
    show()
    const end = signal.aborted ? { state: 'stopped' as const, run: undefined } : endOf(error)
    for (const side of SIDES) if (!over.has(side)) set(side, end)
  }
}

// What the gateway refuses or has forgotten cannot be read again.
function endOf(error: unknown): Partial<Turn> {
  if (error instanceof Problem) return { state: 'broken', problem: error.slug, run: undefined }
  return { state: 'broken', problem: 'unreachable' }
}

/** Tells the gateway the choice, and keeps what it reveals. Resolves to whether that is what it had committed to. */
export async function reveal(chatId: string, pair: [Turn, Turn], outcome: Choice): Promise<boolean> {
  const [a, b] = pair
  const offer = a.pair?.offer
  const now = chat(chatId)
  const account = offer && (await accountOfKey(offer.key))
  if (!offer || !now || !account) throw new Problem('unknown-pair', 'this device does not hold the key of the pair')
  const { choosePair } = await import('@kula/client/signing')
  const shown = await choosePair(gateway, await knownNetwork(), {
    offer,
    messages: messages(pathTo(now, a.id).slice(0, -1)),
    texts: { a: a.content, b: b.content },
    outcome,
    account,
  })
  for (const [turn, side] of [
    [a, 'a'],
    [b, 'b'],
  ] as const) {
    const answer = shown.isTrue ? shown[side] : null
    const source = shown.sources[side]
    update(chatId, (before) =>
      change(before, turn.id, {
        model: source.model,
        reveal: { outcome, side, source, isTrue: shown.isTrue, other: turn === a ? b.id : a.id },
        ...(answer ? { answer } : {}),
      }),
    )
  }
  return shown.isTrue
}
