// Where an answer stands, when it is not simply complete.
import { useWords } from '../../i18n'
import { useOnline } from '../../offline/useOnline'
import { Icon } from '../../parts/Icon'
import { Lazy } from '../../parts/Lazy'
import { problemWords } from '../problemWords'
import { resume } from '../state/answering'
import { again, ask, retry } from '../state/asking'
import { type Chat, path, type Turn } from '../state/talk'
import { Stalled } from './Stalled'
import { Waiting } from './Waiting'

// Without it the button alone is left.
const loadRetry = () =>
  import('./Retry').then(
    ({ Retry }) => Retry,
    () => () => null,
  )

export function AnswerStatus({ chat, turn }: { chat: Chat; turn: Turn }) {
  const { t } = useWords()
  const isOnline = useOnline()
  if (turn.state === 'writing') return turn.content ? <Stalled turn={turn} /> : <Waiting turn={turn} />
  if (turn.state === 'corrected')
    return (
      <p className="status">
        <span className="state state-good">
          <Icon name="correct" />
          {t('Corrected by you')}
        </span>
      </p>
    )
  if (turn.state === 'length')
    return (
      <div className="status">
        <span className="state">
          <Icon name="check" />
          {t('Stopped at its length limit')}
        </span>
        <button type="button" className="btn" onClick={() => ask(chat, turn.id, t('Please go on.'), false)}>
          <Icon name="right" />
          {t('Go on')}
        </button>
      </div>
    )
  if (turn.state !== 'broken' && turn.state !== 'stopped') return null
  const wait = isOnline && path(chat).at(-1)?.id === turn.id ? turn.retry : undefined
  // What never began was not broken off.
  const isRefused = isOnline && turn.problem && !turn.content
  function askAgain() {
    if (wait) retry(chat.id, turn.id)
    else again(chat.id, turn.parent ?? '')
  }
  return (
    <div className="status" role={turn.problem ? 'alert' : undefined}>
      {!isRefused && (
        <span className="state state-wait">
          <Icon name={turn.state === 'stopped' ? 'stop' : 'offline'} />
          {turn.state === 'stopped' ? t('Stopped by you') : isOnline ? t('Broken off') : t('Waiting for network')}
        </span>
      )}
      {isOnline && turn.problem && <span className="note">{t(problemWords(turn.problem))}</span>}
      {isOnline && turn.run && (
        <button type="button" className="btn" onClick={() => void resume(chat.id, turn)}>
          <Icon name="right" />
          {t('Go on')}
        </button>
      )}
      {wait && <Lazy load={loadRetry} props={{ chat: chat.id, turn: turn.id, at: wait.at }} isQuiet />}
      {isOnline && (
        <button type="button" className="btn" onClick={askAgain}>
          <Icon name="again" />
          {t(wait ? 'Try now' : 'Ask again')}
        </button>
      )}
    </div>
  )
}
