// A busy gateway refused a question: when it is asked again. Each wait is at least twice the one before.
import type { Problem } from '@kula/client'
import type { Retry } from './turn'

const BUSY = ['busy', 'rate-limited', 'network-limited']
/** Seconds. */
const LEAST = 5
const MOST = 300
const MOST_TRIES = 5

/** The next try. Undefined if the gateway was asked often enough, or wants to be left alone for longer. */
export function retryOf({ slug, retryAfter }: Problem, tries: number, now: number): Retry | undefined {
  const seconds = Math.max(retryAfter, LEAST * 2 ** tries)
  if (!BUSY.includes(slug) || tries >= MOST_TRIES || seconds > MOST) return undefined
  return { at: now + 1_000 * seconds, tries: tries + 1 }
}
