// One chat of the file: its tick, what it holds, and what of it is personal.
import { useWords } from '../i18n'
import { IconButton } from '../parts/IconButton'
import { PersonalState } from './PersonalState'
import { counts, type ImportedChat, isOpen, tick } from './state/imported'
import { changeChat } from './state/reading'

export function ChatPick({ chat, onLook }: { chat: ImportedChat; onLook: () => void }) {
  const { t } = useWords()
  const title = chat.title || t('Chat')
  const { messages, thumbs, choices } = counts(chat)
  return (
    <li>
      <div className="item">
        <label className="tick-box">
          <input
            className="tick"
            type="checkbox"
            aria-label={title}
            checked={chat.isTicked}
            onChange={(event) =>
              isOpen(chat) ? onLook() : changeChat(chat.id, (now) => tick(now, event.target.checked))
            }
          />
        </label>
        <span>
          <span className="item-title">{title}</span>
          <span className="item-meta num">
            <span>{t('{n, plural, one {# message} other {# messages}}', { n: messages })}</span>
            {thumbs > 0 && <span>{t('{n, plural, one {# thumb} other {# thumbs}}', { n: thumbs })}</span>}
            {choices > 0 && <span>{t('{n, plural, one {# choice} other {# choices}}', { n: choices })}</span>}
          </span>
          <PersonalState chat={chat} />
        </span>
        <IconButton icon="eye" name={t('Preview: {title}', { title })} onClick={onLook} />
      </div>
    </li>
  )
}
