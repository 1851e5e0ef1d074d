// The chats of this device, newest first, with those that hold the searched words.
import { Link, useLocation } from 'wouter'
import { session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { clockTime, dayName, isSameDay } from '../../i18n/times'
import { IconButton } from '../../parts/IconButton'
import { useObservable } from '../../parts/observable'
import { chats } from '../state/chats'
import { deleting } from '../state/deleting'
import { type Chat, matches } from '../state/talk'

interface Props {
  search?: string
  /** With times, and a button that deletes. */
  isWhole?: boolean
  onPick?: () => void
}

const DAY = 86_400_000

export function useChatList(search = ''): Chat[] {
  const owner = useObservable(session)?.owner ?? null
  return Object.values(useObservable(chats))
    .filter((chat) => Object.keys(chat.turns).length > 0 && chat.owner === owner)
    .filter((chat) => !search.trim() || matches(chat, search))
    .sort((a, b) => b.updated - a.updated)
}

export function ChatList({ search = '', isWhole = false, onPick }: Props) {
  const { t, locale } = useWords()
  const [at] = useLocation()
  const all = useChatList(search)
  const now = Date.now()
  const groups = [
    { name: t('Today'), chats: all.filter((chat) => isSameDay(chat.updated, now)) },
    {
      name: t('Last week'),
      chats: all.filter((chat) => !isSameDay(chat.updated, now) && now - chat.updated < 7 * DAY),
    },
    { name: t('Earlier'), chats: all.filter((chat) => !isSameDay(chat.updated, now) && now - chat.updated >= 7 * DAY) },
  ]
  return groups
    .filter((group) => group.chats.length > 0)
    .map((group) => (
      <div key={group.name}>
        <h2 className="nav-title">{group.name}</h2>
        <div className="nav nav-history">
          {group.chats.map((chat) => (
            <div className="row-tight" key={chat.id}>
              <Link
                href={`/c/${chat.id}`}
                aria-current={at === `/c/${chat.id}` ? 'page' : undefined}
                onClick={() => onPick?.()}
              >
                <span dir="auto">{chat.title}</span>
                {isWhole && (
                  <span className="note push num">
                    {isSameDay(chat.updated, now) ? clockTime(chat.updated, locale) : dayName(chat.updated, locale)}
                  </span>
                )}
              </Link>
              {isWhole && (
                <IconButton
                  icon="trash"
                  name={t('Delete: {title}', { title: chat.title })}
                  onClick={() => deleting.set(chat.id)}
                />
              )}
            </div>
          ))}
        </div>
      </div>
    ))
}
