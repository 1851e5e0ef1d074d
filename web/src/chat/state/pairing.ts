// Blind pairs. The gateway draws what makes the two answers and commits to it; the person's choice reveals it.
import { type Choice, Problem, type Side, streamPair } from '@kula/client'
import { gateway, knownNetwork } from '../../connect/gateway'
import { accountOfKey, answerKey, guestKey } from '../../connect/sessions'
import { inTurn } from '../../storage/tabs'
import { places, running } from './answering'
import { chat, update } from './chats'
import { change, messages, pathTo, type Turn } from './talk'

const EVERY = 60

/** Writes both answers of a pair, whose turns stand in their chat already. */
export async function writePair(chatId: string, a: string, b: string): Promise<void> {
  const controller = new AbortController()
  const ids = [a, b]
  running.set((now) => ({ ...now, [a]: controller, [b]: controller }))
  try {
    await inTurn(`kula-answer-${a}`, () =>
      inTurn(`kula-answer-${b}`, () => stream(chatId, { a, b }, controller.signal)),
    )
  } finally {
    running.set((now) => without(now, ids))
    places.set((now) => without(now, ids))
  }
}

function without<T>(all: Record<string, T>, ids: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([id]) => !ids.includes(id)))
}

async function stream(chatId: string, ids: Record<Side, string>, signal: AbortSignal): Promise<void> {
  const set = (side: Side, changes: Partial<Turn>) => update(chatId, (now) => change(now, ids[side], changes))
  const others = (changes: Partial<Turn>) => {
    for (const side of ['a', 'b'] as const) if (!over.has(side)) set(side, changes)
  }
  const now = chat(chatId)
  if (!now) return
  const asked = messages(pathTo(now, ids.a).slice(0, -1))
  const latest: Record<Side, string> = { a: '', b: '' }
  const over = new Set<Side>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    clearTimeout(timer)
    timer = undefined
    for (const side of ['a', 'b'] as const) set(side, { content: latest[side] })
  }
  try {
    const key = (await answerKey()) ?? (await guestKey()).key
    const { offer } = await streamPair(gateway, {
      messages: asked,
      key,
      signal,
      onOffer: (offer) => {
        set('a', { pair: { offer, side: 'a' }, key })
        set('b', { pair: { offer, side: 'b' }, key })
      },
      onPiece: (side, text) => {
        latest[side] = text
        timer ??= setTimeout(show, EVERY)
      },
      onEnd: (side) => {
        over.add(side)
        show()
        set(side, { state: 'complete' })
      },
      onPlace: (place) => places.set((before) => ({ ...before, [ids.a]: place, [ids.b]: place })),
    })
    show()
    const { verifyOffer } = await import('@kula/client/signing')
    // Answers to which the gateway did not commit are no blind pair.
    await verifyOffer(await knownNetwork(), offer, key, asked).catch((error) => {
      over.clear()
      throw error
    })
  } catch (error) {
    show()
    if (signal.aborted) others({ state: 'stopped' })
    else others({ state: 'broken', problem: error instanceof Problem ? error.slug : 'unreachable' })
  }
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
