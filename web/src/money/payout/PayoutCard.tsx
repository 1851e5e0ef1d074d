// Where new pay goes, and the way to change it.
import { useState } from 'react'
import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { shortAddress } from '../../parts/amounts'
import { PayoutSheet } from './PayoutSheet'

export function PayoutCard({ owner }: { owner: Session }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const to = owner.payTo ?? owner.owner
  return (
    <section className="card" aria-labelledby="payout">
      <h2 id="payout">{t('Pay-out')}</h2>
      <dl className="facts">
        <div>
          <dt>{t('New pay goes to')}</dt>
          <dd>
            <span className="code">{shortAddress(to)}</span>
            <br />
            <span className="note">{to === owner.owner ? t('this account') : t('another address')}</span>
          </dd>
        </div>
      </dl>
      <button type="button" className="btn btn-line" onClick={() => setOpen(true)}>
        {t('Use another address')}
      </button>
      <p className="note">
        {t(
          'A new address holds for records you send from then on. What was paid or scored before stays with the old one.',
        )}
      </p>
      {isOpen && <PayoutSheet owner={owner} onClose={() => setOpen(false)} />}
    </section>
  )
}
