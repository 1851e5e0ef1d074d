// One chat of the file: its tick, what it holds, and what of it is personal.
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { IconButton } from '../parts/IconButton'
import { counts, detailsOf, type ImportedChat, isOpen, tick } from './state/imported'
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

function PersonalState({ chat }: { chat: ImportedChat }) {
  const { t } = useWords()
  const n = detailsOf(chat)
  if (n === 0)
    return (
      <span className="state">
        <Icon name="check" />
        {t('Nothing personal found')}
      </span>
    )
  if (isOpen(chat))
    return (
      <span className="state state-bad">
        <Icon name="alert" />
        {t('{n, plural, one {# personal detail} other {# personal details}} to look at', { n })}
      </span>
    )
  const hidden = detailsOf(chat, 'hide')
  return (
    <span className="state">
      <Icon name="check" />
      {hidden > 0 && t('{n, plural, one {# detail} other {# details}} hidden', { n: hidden })}
      {hidden > 0 && n > hidden && ' · '}
      {n > hidden && t('{n, plural, one {# detail} other {# details}} kept', { n: n - hidden })}
    </span>
  )
}
