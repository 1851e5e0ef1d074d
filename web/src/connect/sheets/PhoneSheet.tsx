// The page's address as a code to scan: a wallet app opens it on the phone, without a relay between.
import { useWords } from '../../i18n'
import { CopyButton } from '../../parts/CopyButton'
import { Sheet } from '../../parts/Sheet'
import { open } from '../flow'
import { qrCode } from '../qr'

export function PhoneSheet() {
  const { t } = useWords()
  const address = `${location.origin}/`
  const rows = qrCode(address)
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <Sheet title={t('Scan with your phone')} onClose={() => open({ name: 'wallets' })}>
      <svg
        className="qr"
        viewBox={`-4 -4 ${rows.length + 8} ${rows.length + 8}`}
        role="img"
        aria-label={t('Code for {address}', { address })}
      >
        <path d={path} />
      </svg>
      <p>{t('Scan it inside your wallet app. This page opens there, and you sign in on the phone.')}</p>
      <p className="note">{t('What waits here stays on this computer. To send it, use a passkey here.')}</p>
      <CopyButton className="btn btn-wide" text={address} label={t('Copy address')} />
    </Sheet>
  )
}
