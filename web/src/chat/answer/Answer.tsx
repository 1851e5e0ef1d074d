// One answer: its text, its state, and what can be said about it.
import { Correction } from '../../feedback/Correction'
import { FeedbackBar } from '../../feedback/FeedbackBar'
import { useWords } from '../../i18n'
import { Markdown } from '../markdown/Markdown'
import type { Chat, Turn } from '../state/talk'
import { AnswerStatus } from './AnswerStatus'

export function Answer({ chat, turn }: { chat: Chat; turn: Turn }) {
  const { t } = useWords()
  const draft = chat.drafts[turn.id]
  const isWriting = turn.state === 'writing'
  return (
    <li className="answer" tabIndex={-1}>
      <span className="hidden">{turn.state === 'corrected' ? t('Corrected by you:') : t('Kula:')}</span>
      {draft !== undefined ? (
        <Correction chat={chat} turn={turn} draft={draft} />
      ) : (
        <>
          {turn.content && (
            <div className={isWriting ? 'prose caret' : 'prose'}>
              <Markdown text={turn.content} />
            </div>
          )}
          <AnswerStatus chat={chat} turn={turn} />
          {!isWriting && turn.content.trim() && <FeedbackBar chat={chat} turn={turn} />}
        </>
      )}
    </li>
  )
}
