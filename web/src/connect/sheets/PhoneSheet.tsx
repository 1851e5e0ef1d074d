// The page's address as a code to scan: a wallet app opens it on the phone, without a relay between.
import { useWords } from '../../i18n'
import { CopyButton } from '../../parts/CopyButton'
import { Lazy } from '../../parts/Lazy'
import { Sheet } from '../../parts/Sheet'
import { open } from '../flow'
import { loadQr } from './lazyQr'

export function PhoneSheet() {
  const { t } = useWords()
  const address = `${location.origin}/`
  return (
    <Sheet title={t('Scan with your phone')} onClose={() => open({ name: 'wallets' })}>
      <Lazy load={loadQr} props={{ text: address, label: t('Code for {address}', { address }) }} isQuiet />
      <p>{t('Scan it inside your wallet app. This page opens there, and you sign in on the phone.')}</p>
      <p className="note">{t('What waits here stays on this computer. To send it, use a passkey here.')}</p>
      <CopyButton className="btn btn-wide" text={address} label={t('Copy address')} />
    </Sheet>
  )
}
