// Where one opinion stands.
import { Link } from 'wouter'
import { guestKeyNeeded, offerAccount } from '../../connect/offer'
import { session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { useOnline } from '../../offline/useOnline'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { type Item, kindNames } from '../item'

export function ItemState({ item, isNamed = false }: { item: Item; isNamed?: boolean }) {
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
      {isNamed && <span className="note">{t(kindNames[item.content.kind])}</span>}
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
