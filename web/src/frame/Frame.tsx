// The page around every view: sidebar or tab bar, banners, sheets and toasts.
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { step } from '../connect/flow'
import { PreviewSheet } from '../feedback/PreviewSheet'
import { preview } from '../feedback/preview'
import { UndoToast } from '../feedback/UndoToast'
import { useWords } from '../i18n'
import { Boundary } from '../parts/Boundary'
import { Lazy } from '../parts/Lazy'
import { useObservable } from '../parts/observable'
import { Banners } from './Banners'
import { ChatsSheet } from './ChatsSheet'
import { isChatsOpen } from './chatsOpen'
import { Sidebar } from './Sidebar'
import { Tabs } from './Tabs'
import { useFocusOnMove } from './useFocusOnMove'
import { useSearchKey } from './useSearchKey'

const loadSheets = () => import('../connect/ConnectSheets').then(({ ConnectSheets }) => ConnectSheets)

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useWords()
  const [at] = useLocation()
  const isChat = at === '/' || at.startsWith('/c/')
  const look = useObservable(preview)
  const isConnecting = useObservable(step) !== null
  const isDrawn = useObservable(isChatsOpen)
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
      {look && <PreviewSheet shown={look} />}
      {isDrawn && <ChatsSheet />}
      {isConnecting && (
        <Boundary>
          <Lazy load={loadSheets} />
        </Boundary>
      )}
    </>
  )
}
