// Waits for a passkey or a wallet. Cancel always works; a wallet that is silent is explained.
import { useEffect, useState } from 'react'
import { useWords } from '../../i18n'
import { Banner } from '../../parts/Banner'
import { Icon } from '../../parts/Icon'
import { Sheet } from '../../parts/Sheet'
import { close, type Through } from '../flow'
import { startSigning } from '../runApproval'

const ADVICE_AFTER = 8_000

export function SigningSheet({ through, licence }: { through: Through; licence: string }) {
  const { t } = useWords()
  const [isLate, setLate] = useState(false)
  const isWallet = through.kind === 'wallet'
  const isFar = isWallet && through.wallet.rdns === 'walletconnect'
  const link = isWallet && through.wallet.link
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ADVICE_AFTER)
    return () => {
      clearTimeout(timer)
    }
  }, [])
  return (
    <Sheet title={isWallet ? t('Sign once in your wallet') : t('Confirm with your passkey')} onClose={close}>
      <div className="waiting">
        <Icon name="mark" className="ring ring-turn" />
        <div role="status">
          <h3>
            {through.kind === 'wallet'
              ? t('A request waits in {wallet}', { wallet: through.wallet.name })
              : t('Your device asks for face, fingerprint or screen lock.')}
          </h3>
        </div>
        {isWallet && (
          <p className="soft">
            {t('Open the wallet, check that it names this site, and sign. It costs nothing and moves no money.')}
          </p>
        )}
      </div>
      {isWallet && isLate && (
        <Banner icon="info" round>
          {!isFar && (
            <span className="only-desk">
              {t(
                'Nothing there? Click the wallet’s icon beside the address bar. Some wallets open behind this window.',
              )}
            </span>
          )}
          <span className={isFar ? '' : 'only-phone'}>
            {t('Nothing there? Open the wallet app yourself; the request is inside. Then come back here.')}
          </span>
        </Banner>
      )}
      <div className="stack-tight">
        {link && (
          <a className="btn btn-main btn-wide only-phone" href={link} rel="noreferrer">
            <Icon name="device" />
            {t('Open {wallet}', { wallet: through.wallet.name })}
          </a>
        )}
        {isWallet && isLate && (
          <button type="button" className="btn btn-wide" onClick={() => startSigning(through, licence)}>
            <Icon name="again" />
            {t('Ask again|wallet')}
          </button>
        )}
        <button type="button" className="btn btn-bare btn-wide" onClick={close}>
          {t('Cancel')}
        </button>
      </div>
      <p className="note">{t('Your feedback is safe on this device, whatever the wallet does.')}</p>
    </Sheet>
  )
}
