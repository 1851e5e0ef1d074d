// One state of one view, inside the app's frame.
import { useEffect, useState } from 'react'
import { Router } from 'wouter'
import { memoryLocation } from 'wouter/memory-location'
import { App } from '../../src/App'
import { loaded } from '../../src/chat/state/chats'
import { askNetwork } from '../../src/connect/gateway'
import { chooseLanguage } from '../../src/i18n'
import { Boundary } from '../../src/parts/Boundary'
import { queries } from '../../src/queries'
import type { State } from '../../src/testing/states'
import { answerFrom } from '../../src/testing/world'
import { play } from './play'

queries.setDefaultOptions({ queries: { retry: false } })

export function Shown({ state, language }: { state: State; language: 'en' | 'zh' }) {
  const [isReady, setReady] = useState(false)
  const [{ hook }] = useState(() => memoryLocation({ path: state.path }))
  useEffect(() => {
    void enter(state, language).then(() => {
      setReady(true)
      void play(state)
    })
  }, [state, language])
  return isReady ? (
    <Router hook={hook}>
      <Boundary>
        <App />
      </Boundary>
    </Router>
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
