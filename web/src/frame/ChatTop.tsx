// The bar above a chat: the list of chats, the model, and a new chat.
import { useState } from 'react'
import { useLocation } from 'wouter'
import { deleting } from '../chat/state/deleting'
import type { Chat } from '../chat/state/talk'
import { network } from '../connect/gateway'
import { offerAccount } from '../connect/offer'
import { session } from '../connect/sessions'
import { openGive } from '../feedback/preview/preview'
import { chooseLanguage, useWords } from '../i18n'
import { Boundary } from '../parts/Boundary'
import { Icon } from '../parts/Icon'
import { IconButton } from '../parts/IconButton'
import { Lazy } from '../parts/Lazy'
import { Menu } from '../parts/Menu'
import { useObservable } from '../parts/observable'
import { chooseTheme, isDark } from '../storage/preferences'
import { isChatsOpen } from './chatsOpen'

const loadModel = () => import('./ModelSheet').then(({ ModelSheet }) => ModelSheet)

export function ChatTop({ chat }: { chat: Chat | null }) {
  const { t, language } = useWords()
  const [, navigate] = useLocation()
  const now = useObservable(network)
  const isGuest = useObservable(session) === null
  const [isModelOpen, setModelOpen] = useState(false)
  const other = language === 'en' ? 'zh' : 'en'
  return (
    <div className="top">
      <span className="only-phone">
        <IconButton icon="menu" name={t('Chats')} onClick={() => isChatsOpen.set(true)} />
      </span>
      <div className="top-title">
        {now && (
          <button type="button" className="model" aria-haspopup="dialog" onClick={() => setModelOpen(true)}>
            {t('Kula {n}', { n: now.served.model })}
            <Icon name="down" />
          </button>
        )}
      </div>
      {chat ? (
        <>
          <span className="only-desk">
            <button type="button" className="icon-btn icon-btn-text" onClick={() => openGive(chat)}>
              <Icon name="upload" />
              {t('Give this chat')}
            </button>
          </span>
          <span className="only-phone">
            <IconButton icon="new" name={t('New chat')} onClick={() => navigate('/')} />
          </span>
          <Menu
            name={t('This chat')}
            actions={[
              { icon: 'upload', name: t('Give this chat'), run: () => openGive(chat) },
              { icon: 'trash', name: t('Delete this chat'), run: () => deleting.set(chat.id) },
            ]}
          />
        </>
      ) : (
        <>
          <IconButton
            icon="sun"
            name={t('Switch between light and dark')}
            onClick={() => chooseTheme(isDark() ? 'light' : 'dark')}
          />
          <button
            type="button"
            className="icon-btn icon-btn-text"
            lang={other === 'zh' ? 'zh-Hans' : 'en'}
            onClick={() => void chooseLanguage(other)}
          >
            {other === 'zh' ? '中文' : 'English'}
          </button>
          {isGuest && (
            <button type="button" className="btn only-desk" onClick={() => offerAccount(true)}>
              {t('Sign in')}
            </button>
          )}
        </>
      )}
      {isModelOpen && now && (
        <Boundary onClose={() => setModelOpen(false)}>
          <Lazy load={loadModel} props={{ network: now, onClose: () => setModelOpen(false) }} isQuiet />
        </Boundary>
      )}
    </div>
  )
}
