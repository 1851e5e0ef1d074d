// One state of one view, inside the app's frame.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { App } from '../../src/App'
import { loaded } from '../../src/chat/state/chats'
import { askNetwork } from '../../src/connect/gateway'
import { chooseLanguage } from '../../src/i18n'
import { Boundary } from '../../src/parts/Boundary'
import type { State } from '../../src/testing/states'
import { type Step, take, targetOf } from '../../src/testing/steps'
import { answerFrom } from '../../src/testing/world'

const EVERY = 50
const MOST_WAITS = 100
const STILL = 120
const LONGEST = 3_000

const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })

export function Shown({ state, language }: { state: State; language: 'en' | 'zh' }) {
  const [isReady, setReady] = useState(false)
  const [{ hook }] = useState(() => memoryLocation({ path: state.path }))
  useEffect(() => {
    void enter(state, language).then(() => {
      setReady(true)
      void play(state.steps ?? [])
    })
  }, [state, language])
  return isReady ? (
    <QueryClientProvider client={queries}>
      <Router hook={hook}>
        <Boundary>
          <App />
        </Boundary>
      </Router>
    </QueryClientProvider>
  ) : null
}

async function enter(state: State, language: 'en' | 'zh'): Promise<void> {
  globalThis.fetch = answerFrom(state)
  if (state.isOffline) Object.defineProperty(navigator, 'onLine', { value: false })
  await chooseLanguage(language)
  loaded.set(true)
  const asked = askNetwork().catch(() => undefined)
  if (!state.wait) await asked
  await state.prepare?.()
}

// Takes the steps as soon as each can be taken, and then marks the page, so that a test knows when to look.
async function play(steps: Step[]): Promise<void> {
  await drawn()
  for (const step of steps) {
    for (let wait = 0; wait < MOST_WAITS && !isThere(step); wait++) await new Promise((done) => setTimeout(done, EVERY))
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

// The view is lazy, and its data comes from promises: it is drawn when nothing changes for a while.
function drawn(): Promise<void> {
  return new Promise((done) => {
    const wait = () => setTimeout(end, STILL)
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = wait()
    })
    const end = () => {
      observer.disconnect()
      done()
    }
    let timer = wait()
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    // What moves for ever counts as drawn.
    setTimeout(end, LONGEST)
  })
}
