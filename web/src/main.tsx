// Starts the page: takes over the shell, reads what this device keeps, and asks the gateway what it is.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { resumeAll } from './chat/state/answering'
import { loadChats } from './chat/state/chats'
import { askNetwork } from './connect/gateway'
import { loadSession, session } from './connect/sessions'
import { loadOutbox, outbox } from './feedback/outbox'
import { chooseLanguage } from './i18n'
import { keepOffline } from './offline/updates'
import { Boundary } from './parts/Boundary'
import { useObservable } from './parts/observable'
import { language } from './storage/preferences'
import './styles/index.css'

const root = document.getElementById('root') as HTMLElement

// Everything below is another owner's when the owner changes: no state of one is ever shown for the other.
function Owned() {
  const owner = useObservable(session)?.owner ?? 'guest'
  return <App key={owner} />
}

async function start(): Promise<void> {
  const words = chooseLanguage(language.get()).catch(() => undefined)
  const owner = loadSession().catch(() => undefined)
  void askNetwork().catch(() => undefined)
  await Promise.all([words, owner])
  createRoot(root).render(
    <StrictMode>
      <Boundary>
        <Owned />
      </Boundary>
    </StrictMode>,
  )
  void loadChats().then(resumeAll)
  void loadOutbox().then(watchLater)
  void keepOffline()
  void import('./frame/keepFocus').then(({ keepFocus }) => keepFocus())
}

// What became of receipts is looked at when there is nothing else to do.
async function watchLater(): Promise<void> {
  if (Object.values(outbox.get()).some((item) => item.receipt)) (await import('./records/promises/watch')).watch()
}

void start()
