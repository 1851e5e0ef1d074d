// A view's states for the gallery: each view registers them beside itself, in a file that ends in .states.ts.
import type { Step } from './steps'

/** `never`: no answer comes. A number: the status of a refusal. A response is itself. Anything else is the body. */
export type Answer = 'never' | number | object

export interface State {
  /** The view's address. */
  path: string
  /** What the gateway answers, by address; `*` is every other one. What is not named is answered as on a good day. */
  answers?: Record<string, Answer>
  isOffline?: boolean
  /** Milliseconds until each answer comes. */
  wait?: number
  /** Sets what this device knows, before the view is shown. */
  prepare?: () => void | Promise<void>
  /** What is done when the view is there. */
  steps?: Step[]
}

export type States = Record<string, State>

/** The states that every view has, out of its full one. */
export function around(full: State, more: States = {}): States {
  return {
    full,
    loading: { ...full, answers: { ...full.answers, '*': 'never' } },
    error: { ...full, answers: { ...full.answers, '*': 503 } },
    offline: { ...full, isOffline: true },
    late: { ...full, wait: 1_200 },
    ...more,
  }
}
