// What is looked at before it leaves.

import type { Outcome } from '@kula/client'
import { type Chat, path, type Turn } from '../../chat/state/talk'
import { observable } from '../../parts/observable'
import type { Item } from '../item'

export type Preview =
  | { kind: 'conversation'; chat: Chat; turns: Turn[] }
  | { kind: 'rating'; chat: Chat; turn: Turn; value: 1 | -1 }
  | { kind: 'correction'; chat: Chat; turn: Turn; text: string }
  | { kind: 'preference'; chat: Chat; question: Turn; pair: [Turn, Turn]; outcome: Outcome }
  | { kind: 'item'; item: Item }

export const preview = observable<Preview | null>(null)

export function openGive(chat: Chat): void {
  preview.set({ kind: 'conversation', chat, turns: path(chat) })
}
