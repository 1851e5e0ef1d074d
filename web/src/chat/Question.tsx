// What the person asked. It can be edited; the first version and its answers stay as a branch.
import { useRef } from 'react'
import { useWords } from '../i18n'
import { IconButton } from '../parts/IconButton'
import { useObservable } from '../parts/observable'
import { Branch } from './Branch'
import { EditQuestion } from './EditQuestion'
import { running } from './state/answering'
import { beginEdit } from './state/editing'
import type { Chat, Turn } from './state/talk'

export function Question({ chat, turn }: { chat: Chat; turn: Turn }) {
  const { t } = useWords()
  const item = useRef<HTMLLIElement>(null)
  const isBusy = Object.keys(useObservable(running)).some((id) => chat.turns[id])
  const draft = chat.drafts[turn.id]
  if (draft !== undefined)
    return (
      <li ref={item}>
        <EditQuestion
          chat={chat}
          turn={turn}
          draft={draft}
          onEnd={() =>
            requestAnimationFrame(() => item.current?.querySelector<HTMLElement>('.asked-bar button')?.focus())
          }
        />
      </li>
    )
  return (
    <li ref={item}>
      <div className="asked-row">
        <span className="asked-bar">
          <Branch chat={chat} turn={turn} names={[t('Earlier version'), t('Later version')]} />
          {!isBusy && (
            <IconButton icon="correct" name={t('Edit and ask again')} onClick={() => beginEdit(chat, turn)} />
          )}
        </span>
        <p className="asked" dir="auto">
          {/* Its own direction, so that the person’s words give the paragraph's. */}
          <bdi className="hidden">{t('You:')}</bdi>
          {turn.content}
        </p>
      </div>
    </li>
  )
}
