// Three ways to an account: a passkey, the person's own wallet, or later.
import { useEffect } from 'react'
import { outbox } from '../../feedback/outbox'
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { close, open } from '../flow'
import { putOff } from '../offer'
import { findWallets } from '../wallets'
import { Choice } from './Choice'

export function PaidSheet() {
  const { t } = useWords()
  const waits = Object.values(useObservable(outbox)).some((item) => item.state === 'held' || item.state === 'waiting')
  useEffect(findWallets, [])
  function later() {
    putOff()
    close()
  }
  return (
    <Sheet title={waits ? t('Get paid for this?') : t('Get paid for feedback')} onClose={later}>
      <p className="soft">
        {waits
          ? t('Your feedback waits on this device. To pay you, Kula needs an account.')
          : t('To pay you, Kula needs an account.')}
      </p>
      <ul className="choices">
        <Choice
          icon={<Icon name="passkey" />}
          title={t('Passkey')}
          line={t('Face, fingerprint or screen lock. No app, no password.')}
          isMain
          onPick={() => open({ name: 'consent', through: { kind: 'passkey' } })}
        />
        <Choice
          icon={<Icon name="wallet" />}
          title={t('My wallet')}
          line={t('In this browser, or an app on your phone.')}
          onPick={() => open({ name: 'wallets' })}
        />
        <Choice
          icon={<Icon name="clock" />}
          title={t('Later')}
          line={t('Chat stays free. Your feedback is kept here.')}
          onPick={later}
        />
      </ul>
      <details>
        <summary>
          <Icon name="key" />
          {t('I have a Kula account already')}
        </summary>
        <div className="row">
          <button
            type="button"
            className="btn"
            onClick={() => open({ name: 'consent', through: { kind: 'passkey', id: '' } })}
          >
            {t('Use my passkey')}
          </button>
          <button type="button" className="btn btn-bare" onClick={() => open({ name: 'code' })}>
            {t('Enter a recovery code')}
          </button>
        </div>
      </details>
      <p className="note">{t('You are paid in KULA, this network’s own token. It has no promised market value.')}</p>
    </Sheet>
  )
}
