// Who I am here, what may send for me, what is mine, and how the page looks.
import { Link } from 'wouter'
import { offerAccount } from '../connect/offer'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { AccountCard } from './AccountCard'
import { DataCard } from './data/DataCard'
import { DevicesCard } from './devices/DevicesCard'
import { LookCard } from './LookCard'
import { RecoveryBanner } from './RecoveryBanner'

export function MeView() {
  const { t } = useWords()
  const owner = useObservable(session)
  useTitle(t('Me'))
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('Me')}</h1>
      </div>
      {owner && !owner.isRecoverable && <RecoveryBanner />}
      <div className="board">
        <div className="stack">
          {owner ? (
            <>
              <AccountCard owner={owner} />
              <DevicesCard owner={owner} />
            </>
          ) : (
            <section className="card" aria-labelledby="account">
              <h2 id="account">{t('Guest')}</h2>
              <p className="note">{t('Chat stays free. Your feedback is kept here.')}</p>
              <div className="row">
                <button type="button" className="btn btn-main" onClick={() => offerAccount(true)}>
                  {t('Get paid for feedback')}
                </button>
              </div>
            </section>
          )}
        </div>
        <div className="stack">
          <DataCard owner={owner} />
          <LookCard />
        </div>
      </div>
      <nav className="row" aria-label={t('About')}>
        <Link className="btn" href="/models">
          <Icon name="model" />
          {t('Models')}
        </Link>
        <Link className="btn" href="/network">
          <Icon name="network" />
          {t('Network')}
        </Link>
        <Link className="btn" href="/help">
          <Icon name="help" />
          {t('Help')}
        </Link>
      </nav>
    </div>
  )
}
