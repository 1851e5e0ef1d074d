// From what is looked at to the lines of the preview, and from the chosen lines to what is sent.

import { type Message, messagesOf } from '@kula/client'
import { correct } from '../../chat/state/asking'
import { messages, pathTo } from '../../chat/state/talk'
import { guestKeyNeeded, offerAccount } from '../../connect/offer'
import { giveChat, giveCorrection, rate } from '../opinions'
import { give } from '../usePairVote'
import { type Personal, redact } from './personal'
import type { Preview } from './preview'

export interface Line {
  id: string
  role: Message['role'] | 'corrected'
  content: string
  isTicked: boolean
  /** It belongs to what is said, and cannot be left out. */
  isFixed: boolean
}

export interface Chosen {
  content: string
  isTicked: boolean
  hidden: Personal[]
}

/** The messages of what is looked at; the last ones are what the opinion is about. */
function messagesIn(shown: Preview): { messages: Message[]; corrected?: string; fixed: number } {
  switch (shown.kind) {
    case 'conversation':
      return { messages: messages(shown.turns), fixed: 0 }
    case 'rating':
      return { messages: messages(pathTo(shown.chat, shown.turn.id)), fixed: 2 }
    case 'correction':
      return { messages: messages(pathTo(shown.chat, shown.turn.id)), corrected: shown.text, fixed: 2 }
    case 'preference':
      return { messages: messages([...pathTo(shown.chat, shown.question.id), ...shown.pair]), fixed: 3 }
    case 'item': {
      const { corrected } = shown.item.content
      const all = messagesOf(shown.item.content)
      return { messages: all, fixed: all.length, ...(typeof corrected === 'string' ? { corrected } : {}) }
    }
  }
}

export function linesOf(shown: Preview): Line[] {
  const { messages: all, corrected, fixed } = messagesIn(shown)
  const lines: Line[] = all.map(({ role, content }, place) => ({
    id: `${place}`,
    role,
    content,
    isTicked: true,
    isFixed: place >= all.length - fixed,
  }))
  if (corrected !== undefined)
    lines.push({ id: 'corrected', role: 'corrected', content: corrected, isTicked: true, isFixed: true })
  return lines
}

/** Sends what was chosen. An answer whose words or whose past were changed leaves without its signature, which covers them. */
export async function sendPreview(shown: Preview, chosen: Chosen[]): Promise<void> {
  const all = messagesIn(shown).messages
  let isChanged = false
  const kept: Message[] = []
  for (const [place, message] of all.entries()) {
    const line = chosen[place]
    if (!line?.isTicked) {
      isChanged = true
      continue
    }
    if (line.hidden.length > 0) isChanged = true
    const content = redact(message.content, line.hidden)
    kept.push(isChanged ? { role: message.role, content } : { ...message, content })
  }
  if (shown.kind === 'conversation') {
    const last = shown.turns.at(-1)
    if (last && kept.some(({ role }) => role === 'assistant')) await giveChat(shown.chat, last, kept)
  } else if (shown.kind === 'rating') await rate(shown.chat, shown.turn, shown.value, [], kept)
  else if (shown.kind === 'correction') {
    const line = chosen.at(-1)
    const text = redact(shown.text, line?.hidden ?? [])
    await giveCorrection(shown.chat, shown.turn, text, kept)
    correct(shown.chat.id, shown.turn, shown.text)
  } else if (shown.kind === 'preference') {
    const sides = kept.slice(-2) as [Message, Message]
    await give(shown.chat, shown.question, shown.pair, shown.outcome, { prompt: kept.slice(0, -2), sides })
    return
  }
  if (guestKeyNeeded()) offerAccount()
}
