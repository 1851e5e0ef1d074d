// The reasons that a rating may carry, with the page's words for them.
import type { Message } from '../i18n'

export const reasonsFor = ['correct', 'clear', 'complete', 'helpful'] as const
export const reasonsAgainst = [
  'wrong',
  'unhelpful',
  'unsafe',
  'off-topic',
  'too-long',
  'too-short',
  'format',
  'other',
] as const

type Code = (typeof reasonsFor)[number] | (typeof reasonsAgainst)[number]

export const reasonNames: Record<Code, Message> = {
  correct: 'Accurate',
  clear: 'Clear',
  complete: 'Complete',
  helpful: 'Helpful',
  wrong: 'Wrong',
  unhelpful: 'Not helpful',
  unsafe: 'Unsafe',
  'off-topic': 'Off topic',
  'too-long': 'Too long',
  'too-short': 'Too short',
  format: 'Bad format',
  other: 'Something else',
}
