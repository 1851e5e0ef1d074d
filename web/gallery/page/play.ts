// Takes a state's steps as soon as each can be taken, and then marks the page, so that a test knows when to look.
import type { State } from '../../src/testing/states'
import { type Step, take, targetOf } from '../../src/testing/steps'

const EVERY = 50
const MOST_TRIES = 100
/** What has not changed for so long is drawn, and what moves for ever is drawn after the longer time. */
const STILL = 100
const LONGEST = 3_000

const pass = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

export async function play({ steps = [], wait = 0 }: State): Promise<void> {
  await pass(wait)
  await drawn()
  for (const step of steps) {
    for (let tries = 0; tries < MOST_TRIES && !isThere(step); tries++) await pass(EVERY)
    take(step)
    await drawn()
  }
  document.documentElement.dataset.shown = 'true'
}

function isThere(step: Step): boolean {
  try {
    return targetOf(step) !== null
  } catch {
    return false
  }
}

async function drawn(): Promise<void> {
  // The view is lazy.
  for (let tries = 0; tries < MOST_TRIES && !document.querySelector('h1'); tries++) await pass(EVERY)
  let last = Date.now()
  const observer = new MutationObserver(() => {
    last = Date.now()
  })
  observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  const began = Date.now()
  while (Date.now() - last < STILL && Date.now() - began < LONGEST) await pass(EVERY)
  observer.disconnect()
}
