// A choice between two answers: it is held like every opinion, and the chat goes on with what was chosen.

import type { Message, Outcome } from '@kula/client'
import { running, stop } from '../chat/state/answering'
import { again, settle } from '../chat/state/asking'
import { update } from '../chat/state/chats'
import { type Chat, change, messages, pathTo, type Turn } from '../chat/state/talk'
import { guestKeyNeeded, offerAccount } from '../connect/offer'
import { givePreference } from './opinions'
import { isPersonal } from './preview/isPersonal'
import { preview } from './preview/preview'

export function usePairVote(chat: Chat, question: Turn, pair: [Turn, Turn]): (choice: Outcome | 'skip') => void {
  return (choice) => {
    if (choice === 'skip') return skip(chat, question, pair)
    void judge(chat, question, pair, choice)
  }
}

async function judge(chat: Chat, question: Turn, pair: [Turn, Turn], outcome: Outcome): Promise<void> {
  const texts = [...pathTo(chat, question.id), ...pair].map((turn) => turn.content)
  if (await isPersonal(texts)) preview.set({ kind: 'preference', chat, question, pair, outcome })
  else await give(chat, question, pair, outcome)
}

export async function give(
  chat: Chat,
  question: Turn,
  pair: [Turn, Turn],
  outcome: Outcome,
  shown?: { prompt: Message[]; sides: [Message, Message] },
): Promise<void> {
  const sides = shown?.sides ?? (messages(pair) as [Message, Message])
  await givePreference(chat, question, sides, outcome, shown?.prompt)
  settle(chat.id, question, outcome === 'b' ? pair[1] : pair[0])
  if (guestKeyNeeded()) offerAccount()
  else focusMessage()
}

// Nothing is recorded. The chat goes on with the first answer that is there.
function skip(chat: Chat, question: Turn, pair: [Turn, Turn]): void {
  const whole = pair.find((turn) => turn.content.trim() && !running.get()[turn.id])
  for (const turn of pair) stop(turn.id)
  if (whole) settle(chat.id, question, whole)
  else {
    for (const turn of pair) update(chat.id, (now) => change(now, turn.id, { against: undefined }))
    again(chat.id, question.id)
  }
  focusMessage()
}

function focusMessage(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#message')?.focus())
}
