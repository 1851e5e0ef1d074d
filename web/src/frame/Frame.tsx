// The page around every view: sidebar or tab bar, banners, sheets and toasts.
import { type ReactNode, useLayoutEffect } from 'react'
import { useLocation } from 'wouter'
import { takeShell } from '../chat/shellText'
import { deleting } from '../chat/state/deleting'
import { close, step } from '../connect/flow'
import { preview } from '../feedback/preview/preview'
import { UndoToast } from '../feedback/toast/UndoToast'
import { useWords } from '../i18n'
import { Boundary } from '../parts/Boundary'
import { Lazy } from '../parts/Lazy'
import { useObservable } from '../parts/observable'
import { Banners } from './banners/Banners'
import { ChatsSheet } from './ChatsSheet'
import { isChatsOpen } from './chatsOpen'
import { Sidebar } from './Sidebar'
import { Tabs } from './Tabs'
import { useFocusOnMove } from './useFocusOnMove'
import { useSearchKey } from './useSearchKey'

const loadDelete = () => import('../chat/list/DeleteChatSheet').then(({ DeleteChatSheet }) => DeleteChatSheet)
const loadPreview = () => import('../feedback/preview/PreviewSheet').then(({ PreviewSheet }) => PreviewSheet)
const loadSheets = () => import('../connect/sheets/ConnectSheets').then(({ ConnectSheets }) => ConnectSheets)

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useWords()
  const [at] = useLocation()
  const isChat = at === '/' || at.startsWith('/c/')
  const isLooking = useObservable(preview) !== null
  const isConnecting = useObservable(step) !== null
  const isDeleting = useObservable(deleting) !== ''
  const isDrawn = useObservable(isChatsOpen)
  useLayoutEffect(() => void takeShell(), [])
  useFocusOnMove(at)
  useSearchKey()
  return (
    <>
      <a className="skip" href="#main">
        {t('Skip to content')}
      </a>
      <div className={isChat ? 'app app-chat' : 'app'}>
        <Sidebar />
        <main className={isChat && at === '/' ? 'main main-first' : 'main'} id="main" tabIndex={-1}>
          <Banners />
          <Boundary key={at}>{children}</Boundary>
        </main>
        <Tabs />
      </div>
      {!isChat && (
        <div className="toasts toasts-page">
          <UndoToast />
        </div>
      )}
      {isDrawn && <ChatsSheet />}
      {isDeleting && (
        <Boundary onClose={() => deleting.set('')}>
          <Lazy load={loadDelete} isQuiet />
        </Boundary>
      )}
      {isLooking && (
        <Boundary onClose={() => preview.set(null)}>
          <Lazy load={loadPreview} isQuiet />
        </Boundary>
      )}
      {isConnecting && (
        <Boundary onClose={close}>
          <Lazy load={loadSheets} isQuiet />
        </Boundary>
      )}
    </>
  )
}
