// What can be said about an answer: good, bad, a correction, another answer beside it.

import { Branch } from '../chat/Branch'
import { running } from '../chat/state/answering'
import { again, compare } from '../chat/state/asking'
import { beginEdit } from '../chat/state/editing'
import type { Chat, Turn } from '../chat/state/talk'
import { useWords } from '../i18n'
import { useCopy } from '../parts/CopyButton'
import { Icon } from '../parts/Icon'
import { IconButton } from '../parts/IconButton'
import { Menu } from '../parts/Menu'
import { useObservable } from '../parts/observable'
import { OpinionState } from './OpinionState'
import { openGive } from './preview/preview'
import { Reasons } from './Reasons'
import { useFeedback } from './useFeedback'

export function FeedbackBar({ chat, turn }: { chat: Chat; turn: Turn }) {
  const { t } = useWords()
  const { item, value, reasons, isLocked, press, tick } = useFeedback(chat, turn)
  const isBusy = Object.keys(useObservable(running)).some((id) => chat.turns[id])
  const question = chat.turns[turn.parent ?? '']
  const { said, copy } = useCopy()
  const isTheirs = turn.state !== 'corrected'
  const canAsk = !isBusy && question !== undefined
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a toolbar of one answer */}
      <div
        className="bar"
        role="group"
        aria-label={`${t('Feedback on:')} ${question?.content.slice(0, 60) ?? chat.title}`}
      >
        {isTheirs && (
          <>
            <IconButton
              icon="good"
              name={t('Good answer')}
              aria-pressed={value === 1}
              aria-disabled={isLocked}
              onClick={() => void press(1)}
            />
            <IconButton
              icon="bad"
              name={t('Bad answer')}
              aria-pressed={value === -1}
              aria-disabled={isLocked}
              onClick={() => void press(-1)}
            />
            <button
              type="button"
              className="icon-btn icon-btn-text"
              data-correct={turn.id}
              onClick={() => beginEdit(chat, turn)}
            >
              <Icon name="correct" />
              {t('Correct it')}
            </button>
            {canAsk && (
              <IconButton
                icon="compare"
                name={t('Compare with another answer')}
                onClick={() => compare(chat.id, question.id)}
              />
            )}
          </>
        )}
        <Menu
          name={t('More')}
          actions={[
            { icon: 'copy', name: t('Copy'), run: () => void copy(turn.content) },
            ...(canAsk ? [{ icon: 'again', name: t('Ask again'), run: () => again(chat.id, question.id) }] : []),
            { icon: 'upload', name: t('Give this chat'), run: () => openGive(chat) },
          ]}
        />
        <span className="note" role="status">
          {said}
        </span>
        <Branch chat={chat} turn={turn} names={[t('Earlier answer'), t('Later answer')]} />
      </div>
      {item && !isLocked && <Reasons value={value} ticked={reasons} onTick={tick} />}
      {item && !isLocked && !turn.answer && (
        <p className="note">{t('Kula did not sign this answer, so what you give here counts half.')}</p>
      )}
      <OpinionState turn={turn} />
    </>
  )
}
