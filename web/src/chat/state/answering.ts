// Running answers. They go on when another view is opened, and stop the model when they are stopped.

import { type Message, Problem, streamChat } from '@kula/client'
import type { Address } from 'viem'
import { gateway, knownNetwork } from '../../connect/gateway'
import { answerKey, noteUnknownKey } from '../../connect/sessions'
import { observable } from '../../parts/observable'
import { inTurn } from '../../storage/tabs'
import { chat, update } from './chats'
import { change, messages, pathTo } from './talk'

const EVERY = 60

/** The answers that are being written by this tab. */
export const running = observable<Record<string, AbortController>>({})

export interface Sampling {
  temperature?: number
  seed?: number
}

export function stop(turn: string): void {
  running.get()[turn]?.abort()
}

/** Writes the answer of a turn that stands in its chat already, with state `writing`. */
export async function write(chatId: string, turnId: string, sampling: Sampling = {}): Promise<void> {
  const controller = new AbortController()
  running.set((now) => ({ ...now, [turnId]: controller }))
  try {
    await inTurn(`kula-answer-${turnId}`, () => stream(chatId, turnId, sampling, controller))
  } finally {
    running.set((now) => Object.fromEntries(Object.entries(now).filter(([id]) => id !== turnId)))
  }
}

async function stream(chatId: string, turnId: string, sampling: Sampling, controller: AbortController): Promise<void> {
  const set = (changes: Parameters<typeof change>[2]) => update(chatId, (now) => change(now, turnId, changes))
  const now = chat(chatId)
  if (!now) return
  const asked = messages(pathTo(now, turnId).slice(0, -1))
  let latest = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = () => {
    timer = undefined
    set({ content: latest })
  }
  const onPiece = (text: string) => {
    latest = text
    timer ??= setTimeout(show, EVERY)
  }
  try {
    const { text, finish, answer, model, key } = await ask({
      messages: asked,
      signal: controller.signal,
      onPiece,
      ...sampling,
    })
    clearTimeout(timer)
    const state = finish === 'stop' ? 'complete' : finish
    const signed = answer && key && (await isSigned([...asked, { role: 'assistant', content: text, answer }], key))
    set({ content: text, state, ...(signed ? { answer, key } : {}), ...(model ? { model } : {}) })
  } catch (error) {
    clearTimeout(timer)
    if (controller.signal.aborted) set({ content: latest, state: 'stopped' })
    else set({ content: latest, state: 'broken', problem: error instanceof Problem ? error.slug : 'unreachable' })
  }
}

// An answer whose signature does not hold counts as unsigned, and the page says so where it matters.
async function isSigned(talk: Message[], key: Address): Promise<boolean> {
  const { verifyAnswer } = await import('@kula/client/signing')
  return verifyAnswer(await knownNetwork(), talk, key).then(
    () => true,
    () => false,
  )
}

type Asked = Omit<Parameters<typeof streamChat>[1], 'key'>

// A gateway that knows no guests refuses the key of a device without a grant. Then it answers without a signature.
async function ask(options: Asked) {
  const key = (await answerKey()) as Address | undefined
  try {
    const streamed = await streamChat(gateway, { ...options, ...(key ? { key } : {}) })
    return { ...streamed, key }
  } catch (error) {
    if (!(error instanceof Problem) || error.slug !== 'unknown-grant' || !key) throw error
    noteUnknownKey(key)
    return { ...(await streamChat(gateway, options)), key: undefined }
  }
}
