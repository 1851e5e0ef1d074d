// Pairs with a wallet app by WalletConnect: a code for its camera, and a link on the phone itself.
import { useWords } from '../../i18n'
import { Banner } from '../../parts/Banner'
import { CopyButton } from '../../parts/CopyButton'
import { Icon } from '../../parts/Icon'
import { Lazy } from '../../parts/Lazy'
import { Sheet } from '../../parts/Sheet'
import { open } from '../flow'
import { startPairing } from '../startPairing'
import { loadQr } from './lazyQr'

export function PairingSheet({ code, hasFailed = false }: { code: string; hasFailed?: boolean }) {
  const { t } = useWords()
  const isPhone = matchMedia('(pointer: coarse)').matches
  return (
    <Sheet title={t('Pair your wallet')} onClose={() => open({ name: 'wallets' })}>
      {hasFailed ? (
        <Banner icon="alert" round>
          {t('The pairing failed: the wallet refused, the code ran out, or the relay does not answer.')}
        </Banner>
      ) : (
        <p role="status">
          {code
            ? t('Scan this code with your wallet app, and accept there.')
            : t('One moment: the code is being made.')}
        </p>
      )}
      {hasFailed && (
        <button type="button" className="btn btn-main btn-wide" onClick={startPairing}>
          <Icon name="again" />
          {t('Try again')}
        </button>
      )}
      {code && (
        <>
          {isPhone && (
            <a className="btn btn-main btn-wide" href={code}>
              <Icon name="device" />
              {t('Open my wallet app')}
            </a>
          )}
          <Lazy load={loadQr} props={{ text: code, label: t('Code for your wallet app') }} isQuiet />
          <CopyButton className="btn btn-wide" text={code} label={t('Copy the code’s text')} />
        </>
      )}
      <p className="note">
        {t(
          'Page and wallet talk through WalletConnect’s relay. It sees both network addresses, and nothing of what is said.',
        )}
      </p>
    </Sheet>
  )
}
