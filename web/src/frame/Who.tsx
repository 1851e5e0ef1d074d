// Who is here: an account, or a guest.
import { Link } from 'wouter'
import { offerAccount } from '../connect/offer'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { shortAddress } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'

export function Who() {
  const { t } = useWords()
  const now = useObservable(session)
  if (now)
    return (
      <Link className="who" href="/me">
        <span className="badge badge-accent">
          <Icon name={now.kind === 'passkey' ? 'passkey' : 'wallet'} />
        </span>
        <span>
          <b>{t('My account')}</b>
          <br />
          <span className="note code">{shortAddress(now.owner)}</span>
        </span>
      </Link>
    )
  return (
    <button type="button" className="who nav-button" onClick={() => offerAccount(true)}>
      <span className="badge">
        <Icon name="me" />
      </span>
      <span>
        <b>{t('Guest')}</b>
        <br />
        <span className="note">{t('Get paid for feedback')}</span>
      </span>
    </button>
  )
}
