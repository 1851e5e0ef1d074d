// The wallets of this browser. On a phone without one, links open this page inside a wallet's own browser.
import { useEffect } from 'react'
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { close, open } from '../flow'
import { network } from '../gateway'
import { startPairing } from '../startPairing'
import { findWallets, wallets } from '../wallets'
import { Choice } from './Choice'

export function WalletsSheet() {
  const { t } = useWords()
  const all = useObservable(wallets)
  const hasRelay = Boolean(useObservable(network)?.walletconnect_project)
  useEffect(findWallets, [])
  const isPhone = matchMedia('(pointer: coarse)').matches
  return (
    <Sheet title={t('Choose a wallet')} onClose={close}>
      {all.length > 0 ? (
        <ul className="choices">
          {all.map((wallet) => (
            <Choice
              key={`${wallet.rdns}${wallet.name}`}
              icon={wallet.icon ? <img className="wallet-icon" src={wallet.icon} alt="" /> : <Icon name="wallet" />}
              title={wallet.name}
              line={t('Found in this browser')}
              onPick={() => open({ name: 'consent', through: { kind: 'wallet', wallet } })}
            />
          ))}
        </ul>
      ) : (
        <p className="soft">
          {isPhone
            ? t('This browser has no wallet. Open your wallet app, and open this page in the browser inside it.')
            : t(
                'No wallet was found in this browser. If you have one, unlock it and reload this page; your feedback stays.',
              )}
        </p>
      )}
      {isPhone && all.length === 0 && (
        <a className="btn btn-wide" href={`https://metamask.app.link/dapp/${location.host}`} rel="noreferrer">
          <Icon name="device" />
          {t('Open in MetaMask')}
        </a>
      )}
      {(hasRelay || !isPhone) && (
        <ul className="choices">
          {hasRelay && (
            <Choice
              icon={<Icon name="network" />}
              title={t('WalletConnect')}
              line={t('Pair with a wallet app. This page stays open here.')}
              onPick={startPairing}
            />
          )}
          {!isPhone && (
            <Choice
              icon={<Icon name="device" />}
              title={t('Wallet app on a phone')}
              line={t('Scan a code. The page opens on the phone.')}
              onPick={() => open({ name: 'phone' })}
            />
          )}
        </ul>
      )}
      <details open={all.length === 0}>
        <summary>
          <Icon name="help" />
          {t('I have no wallet')}
        </summary>
        <p className="note">{t('You do not need one. A passkey does the same here, without an app.')}</p>
      </details>
      <button
        type="button"
        className="btn btn-wide"
        onClick={() => open({ name: 'consent', through: { kind: 'passkey' } })}
      >
        <Icon name="passkey" />
        {t('Use a passkey')}
      </button>
    </Sheet>
  )
}
