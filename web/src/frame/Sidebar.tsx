// The sidebar of wide screens: views, chats, and who is here.
import { Link, useLocation } from 'wouter'
import { ChatList } from '../chat/list/ChatList'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { IconButton } from '../parts/IconButton'
import { isChatsOpen } from './chatsOpen'
import { isCurrent } from './Tabs'
import { useViews } from './useViews'
import { Who } from './Who'

export function Sidebar() {
  const { t } = useWords()
  const [at, navigate] = useLocation()
  const views = useViews()
  return (
    <nav className="side" aria-label={t('Main')}>
      <div className="side-head">
        <Link className="logo" href="/">
          <Icon name="mark" />
          Kula
        </Link>
        <span className="row">
          <IconButton icon="search" name={t('Search chats')} onClick={() => isChatsOpen.set(true)} />
          <IconButton icon="new" name={t('New chat')} onClick={() => navigate('/')} />
        </span>
      </div>
      <div className="nav">
        {views.map(({ href, icon, name }) => (
          <Link key={href} href={href} aria-current={isCurrent(href, at) ? 'page' : undefined}>
            <Icon name={icon} /> <span>{name}</span>
          </Link>
        ))}
      </div>
      <div className="nav-scroll">
        <ChatList />
      </div>
      <div className="side-foot stack-tight">
        <div className="nav">
          <Link href="/models" aria-current={isCurrent('/models', at) ? 'page' : undefined}>
            <Icon name="model" /> <span>{t('Models')}</span>
          </Link>
          <Link href="/network" aria-current={isCurrent('/network', at) ? 'page' : undefined}>
            <Icon name="network" /> <span>{t('Network')}</span>
          </Link>
        </div>
        <Who />
      </div>
    </nav>
  )
}
