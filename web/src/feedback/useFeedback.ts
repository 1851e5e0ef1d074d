// What a person says about one answer, and how it leaves: with a look first if the talk holds something personal.

import { messagesOf } from '@kula/client'
import { type Chat, messages, pathTo, type Turn } from '../chat/state/talk'
import { guestKeyNeeded, offerAccount } from '../connect/offer'
import { useObservable } from '../parts/observable'
import { canUndo, type Item } from './item'
import { rate, subject } from './opinions'
import { outbox, undo } from './outbox'
import { isPersonal } from './preview/isPersonal'
import { preview } from './preview/preview'

export interface Feedback {
  item: Item | undefined
  /** 1, -1 or 0 for no opinion. */
  value: number
  reasons: string[]
  isLocked: boolean
  press: (value: 1 | -1) => Promise<void>
  tick: (reason: string) => Promise<void>
}

export function useFeedback(chat: Chat, turn: Turn): Feedback {
  const about = subject.rating(turn.id)
  const item = Object.values(useObservable(outbox)).find((one) => one.about === about)
  const value = item ? Number(item.content.rating) : 0
  const reasons = (item?.content.reasons as string[] | undefined) ?? []
  const isLocked = item !== undefined && !canUndo(item)

  async function press(next: 1 | -1) {
    if (isLocked) return
    if (item && value === next) {
      await undo(item.id)
      return
    }
    await say(next, [])
  }

  async function say(next: 1 | -1, why: string[]) {
    const talk = pathTo(chat, turn.id)
    const isNew = item === undefined
    if (isNew && (await isPersonal(talk.map((one) => one.content)))) {
      preview.set({ kind: 'rating', chat, turn, value: next })
      return
    }
    // What was hidden in an opinion stays hidden when the opinion changes.
    const shown = item ? messagesOf(item.content) : messages(talk)
    await rate(chat, turn, next, why, shown)
    if (isNew && guestKeyNeeded()) offerAccount()
  }

  async function tick(reason: string) {
    if (!item || isLocked) return
    const next = reasons.includes(reason) ? reasons.filter((one) => one !== reason) : [...reasons, reason].slice(-3)
    await say(value as 1 | -1, next)
  }

  return { item, value, reasons, isLocked, press, tick }
}
