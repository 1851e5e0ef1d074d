// A choice between two answers: the gateway reveals what stood behind them, the choice is held like every opinion, and the
// chat goes on with what was chosen.

import { type Choice, type Message, type Outcome, Problem } from '@kula/client'
import { useState } from 'react'
import { running, stop } from '../chat/state/answering'
import { again, settle } from '../chat/state/asking'
import { chat as chatNow, update } from '../chat/state/chats'
import { reveal } from '../chat/state/pairing'
import { type Chat, change, messages, pathTo, type Turn } from '../chat/state/talk'
import { guestKeyNeeded, offerAccount } from '../connect/offer'
import { givePreference } from './opinions'
import { isPersonal } from './preview/isPersonal'
import { preview } from './preview/preview'

/** `over`: the gateway takes no choice of this pair any more. `unsent`: it did not answer, and the choice can be tried again. */
export type VoteProblem = '' | 'over' | 'unsent'

export interface Vote {
  vote: (choice: Choice) => void
  isBusy: boolean
  problem: VoteProblem
}

export function usePairVote(chat: Chat, question: Turn, pair: [Turn, Turn]): Vote {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<VoteProblem>('')
  async function decide(choice: Choice) {
    if (choice === 'skip') return skip(chat, question, pair)
    setBusy(true)
    setProblem(await judge(chat, question, pair, choice))
    setBusy(false)
  }
  return { vote: (choice) => void decide(choice), isBusy, problem }
}

async function judge(chat: Chat, question: Turn, pair: [Turn, Turn], outcome: Outcome): Promise<VoteProblem> {
  const texts = [...pathTo(chat, question.id), ...pair].map((turn) => turn.content)
  if (!(await isPersonal(texts))) return give(chat, question, pair, outcome)
  preview.set({ kind: 'preference', chat, question, pair, outcome })
  return ''
}

/** Reveals the pair, holds the choice and goes on. A gateway that shows other sources than it committed to gets no record. */
export async function give(
  chat: Chat,
  question: Turn,
  pair: [Turn, Turn],
  outcome: Outcome,
  shown?: { prompt: Message[]; sides: [Message, Message] },
): Promise<VoteProblem> {
  try {
    const isTrue = await reveal(chat.id, pair, outcome)
    const signed = pair.map((turn) => chatNow(chat.id)?.turns[turn.id] ?? turn)
    const sides = messages(signed).map((side, place) => ({
      ...side,
      content: shown?.sides[place]?.content ?? side.content,
    }))
    if (isTrue) await givePreference(chat, question, sides as [Message, Message], outcome, shown?.prompt)
  } catch (error) {
    return error instanceof Problem && error.status < 500 ? 'over' : 'unsent'
  }
  settle(chat.id, question, outcome === 'b' ? pair[1] : pair[0])
  if (guestKeyNeeded()) offerAccount()
  else focusMessage()
  return ''
}

// No record is made. The chat goes on with the first answer that is there.
function skip(chat: Chat, question: Turn, pair: [Turn, Turn]): void {
  const whole = pair.find((turn) => turn.content.trim() && !running.get()[turn.id])
  for (const turn of pair) stop(turn.id)
  if (whole) settle(chat.id, question, whole)
  else {
    for (const turn of pair) update(chat.id, (now) => change(now, turn.id, { against: undefined }))
    again(chat.id, question.id)
  }
  focusMessage()
  // The gateway learns of it if it can; nothing waits for that.
  void reveal(chat.id, pair, 'skip').catch(() => undefined)
}

/** Puts the focus into the composer as soon as it stands where the votes stood, so that it never falls to the body. */
function focusMessage(frames = 60): void {
  requestAnimationFrame(() => {
    const message = document.querySelector<HTMLElement>('#message')
    if (message) message.focus()
    else if (frames > 0) focusMessage(frames - 1)
  })
}
