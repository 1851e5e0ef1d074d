// The chat: a greeting before the first question, then the talk with its composer.
import { useLocation } from 'wouter'
import { session } from '../connect/sessions'
import { UndoToast } from '../feedback/toast/UndoToast'
import { ChatTop } from '../frame/ChatTop'
import { useWords } from '../i18n'
import { Boundary } from '../parts/Boundary'
import { Lazy } from '../parts/Lazy'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { Composer } from './Composer'
import { LiveRegion } from './LiveRegion'
import { ask } from './state/asking'
import { chat, chats, loaded, newChat, put, update } from './state/chats'
import { draftChat, NEW } from './state/draftChat'
import { path, type Turn } from './state/talk'
import { undecided } from './state/undecided'
import { Thread } from './Thread'
import { useReconnect } from './useReconnect'
import { Welcome } from './Welcome'

const loadNotFound = () => import('../frame/NotFound').then(({ NotFound }) => NotFound)
const loadDock = () => import('./pair/PairDock').then(({ PairDock }) => PairDock)

export function ChatView({ id = NEW }: { id?: string }) {
  const { t } = useWords()
  const all = useObservable(chats)
  const isLoaded = useObservable(loaded)
  const owner = useObservable(session)?.owner ?? null
  const [, navigate] = useLocation()
  // A guest's chat becomes the owner's a moment after the approval.
  const mine = !all[id]?.owner || all[id].owner === owner ? all[id] : undefined
  const now = mine ?? draftChat()
  const shown = path(now)
  const open = undecided(now)
  useTitle(now.title || t('Chat'))
  useReconnect(now)

  function send(text: string, isPair: boolean, isFresh = false) {
    if (id !== NEW && !isFresh) {
      ask(now, lastOf(shown)?.id ?? null, text, isPair)
      return
    }
    const fresh = newChat(owner)
    if (chat(id)) update(id, (before) => ({ ...before, draft: '' }))
    put(fresh)
    ask(fresh, null, text, isPair)
    navigate(`/c/${fresh.id}`)
  }

  if (isLoaded && id !== NEW && !mine)
    return (
      <>
        <ChatTop chat={null} />
        <Lazy load={loadNotFound} props={{ isChat: true }} />
      </>
    )
  const isFirst = shown.length === 0
  return (
    <>
      <ChatTop chat={isFirst ? null : now} />
      <Boundary>
        {isFirst ? <Welcome /> : <Thread chat={now} turns={shown} />}
        {!isFirst && <LiveRegion turn={lastOf(shown)} />}
        {open ? (
          <Lazy load={loadDock} props={{ chat: now, question: open.question, pair: open.pair }} isQuiet />
        ) : (
          <div className="dock">
            <UndoToast />
            <Composer key={id} chat={now} isFirst={isFirst} onSend={send} />
          </div>
        )}
        {isFirst && <Welcome.Prompts onPick={(text) => send(text, false)} />}
      </Boundary>
    </>
  )
}

function lastOf(turns: Turn[]): Turn | undefined {
  return turns.at(-1)
}
