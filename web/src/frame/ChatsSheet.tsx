// The list of chats with its search, as a sheet.
import { useState } from 'react'
import { ChatList, useChatList } from '../chat/list/ChatList'
import { useWords } from '../i18n'
import { Empty } from '../parts/Empty'
import { Icon } from '../parts/Icon'
import { Sheet } from '../parts/Sheet'
import { isChatsOpen } from './chatsOpen'

export function ChatsSheet() {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const count = useChatList(search).length
  const close = () => isChatsOpen.set(false)
  return (
    <Sheet title={t('Chats')} onClose={close}>
      <div className="row">
        <div className="search">
          <Icon name="search" />
          <input
            className="input"
            type="search"
            data-first={matchMedia('(pointer: fine)').matches || undefined}
            aria-label={t('Search chats')}
            placeholder={t('Search chats on this device')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      {count === 0 && search.trim() ? (
        <Empty
          icon="search"
          title={t('No chat has these words')}
          line={t('We search the chats kept on this device.')}
          action={
            <button type="button" className="btn btn-main" onClick={() => setSearch('')}>
              {t('Clear search')}
            </button>
          }
        />
      ) : (
        <nav aria-label={t('Chats')}>
          <ChatList search={search} isWhole onPick={close} />
        </nav>
      )}
      <p className="note">{t('Chats are kept on this device only. Export them in Me.')}</p>
    </Sheet>
  )
}
