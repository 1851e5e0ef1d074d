// The reasons that a rating may carry, with the page's words for them.
import { reasonsAgainst, reasonsFor } from '@kula/client'
import type { Message } from '../i18n'

export { reasonsAgainst, reasonsFor }

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
