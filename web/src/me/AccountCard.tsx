// The account: its address, its recovery code, where its pay goes, and the licence of its records.
import { useState } from 'react'
import { Link } from 'wouter'
import type { Session } from '../connect/sessions'
import { useWords } from '../i18n'
import { licenceName, shortAddress } from '../parts/amounts'
import { CopyButton } from '../parts/CopyButton'
import { Icon } from '../parts/Icon'
import { showRecovery } from './showRecovery'

export function AccountCard({ owner }: { owner: Session }) {
  const { t } = useWords()
  const [isRefused, setRefused] = useState(false)
  const isPasskey = owner.kind === 'passkey'
  return (
    <section className="card" aria-labelledby="account">
      <h2 id="account">{t('Account')}</h2>
      <ul className="list">
        <li>
          <div className="item">
            <span className="badge badge-accent">
              <Icon name={isPasskey ? 'passkey' : 'wallet'} />
            </span>
            <span>
              <span className="item-wrap">{isPasskey ? t('Passkey account') : t('Wallet account')}</span>
              <span className="note item-wrap">
                <span className="code">{shortAddress(owner.owner)}</span>
                {isPasskey && `\u00a0· ${location.host}`}
              </span>
            </span>
            <CopyButton text={owner.owner} label={t('Copy address')} isIcon />
          </div>
        </li>
        {isPasskey && owner.through && (
          <li>
            <button
              type="button"
              className="item item-button"
              onClick={() => void showRecovery(owner).then((isShown) => setRefused(!isShown))}
            >
              <span className="badge">
                <Icon name="key" />
              </span>
              <span>
                <span className="item-wrap">{t('Recovery code')}</span>
                <span className="note item-wrap">{owner.isRecoverable ? t('saved') : t('not saved yet')}</span>
              </span>
              <Icon name="right" className="soft" />
            </button>
            {isRefused && (
              <p className="state state-bad" role="alert">
                {t('The passkey was not used.')}
              </p>
            )}
          </li>
        )}
        <li>
          <Link className="item item-button" href="/money">
            <span className="badge">
              <Icon name="wallet" />
            </span>
            <span>
              <span className="item-wrap">{t('Pay-out address')}</span>
              <span className="note item-wrap">
                {(owner.payTo ?? owner.owner) === owner.owner ? t('this account') : t('another address')}
              </span>
            </span>
            <Icon name="right" className="soft" />
          </Link>
        </li>
        <li>
          <div className="item">
            <span className="badge">
              <Icon name="licence" />
            </span>
            <span>
              <span className="item-wrap">{t('Licence of new records')}</span>
              <span className="note item-wrap">
                {owner.licence === 'CC0-1.0' ? t('CC0: anyone, for anything') : licenceName(owner.licence)}
              </span>
            </span>
          </div>
        </li>
      </ul>
    </section>
  )
}
