// Where what was said about an answer stands: waiting, on its way, or received.
import { Link } from 'wouter'
import type { Turn } from '../chat/state/talk'
import { guestKeyNeeded, offerAccount } from '../connect/offer'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { useOnline } from '../offline/useOnline'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import type { Item } from './item'
import { outbox } from './outbox'

export function OpinionState({ turn }: { turn: Turn }) {
  const isAbout = ({ turn: about, content, ended }: Item) =>
    !ended && (about === turn.id || about === turn.corrects || (content.kind === 'preference' && about === turn.parent))
  const items = Object.values(useObservable(outbox)).filter(isAbout)
  return items.map((item) => <OneState key={item.id} item={item} />)
}

function OneState({ item }: { item: Item }) {
  const { t } = useWords()
  const isOnline = useOnline()
  const isOwned = useObservable(session) !== null
  // An owner sees the countdown. What a guest said waits for an account.
  if (item.state === 'held' && isOwned) return null
  if (item.state === 'held' || item.state === 'waiting')
    return (
      <p className="status">
        <span className="state state-wait">
          <Icon name="clock" />
          {t('Waits on this device')}
        </span>
        {guestKeyNeeded() && (
          <button type="button" className="link-button small" onClick={() => offerAccount(true)}>
            {t('Get paid for feedback')}
          </button>
        )}
      </p>
    )
  if (item.state === 'sending')
    return (
      <p className="status">
        <span className="state state-wait">
          <Icon name={isOnline ? 'clock' : 'offline'} />
          {isOnline
            ? item.tries > 0
              ? t('Not sent yet. We keep trying; nothing is lost.')
              : t('Sending')
            : t('Waiting for network')}
        </span>
      </p>
    )
  if (item.state === 'refused')
    return (
      <p className="status">
        <span className="state state-bad">
          <Icon name="alert" />
          {t('The server did not take this. It is kept on this device.')}
        </span>
      </p>
    )
  return (
    <p className="status">
      <span className="state state-good">
        <Icon name="done" />
        {t('Received')}
      </span>
      <Link className="small" href={`/records/${item.record}`}>
        {t('See its story')}
      </Link>
    </p>
  )
}
