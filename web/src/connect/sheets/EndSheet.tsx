// How an approval ended when it did not succeed: one sentence about what happened, one about what to do.
import { useWords } from '../../i18n'
import { shortAddress } from '../../parts/amounts'
import { CopyButton } from '../../parts/CopyButton'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import type { End } from '../ends'
import { close, open, type Through } from '../flow'
import { network } from '../gateway'
import { startSigning } from '../runApproval'
import { chainName } from '../walletSign'
import { endWords } from './endWords'

interface Props {
  end: End
  through: Through
  licence: string
  detail: string
}

export function EndSheet({ end, through, licence, detail }: Props) {
  const { t } = useWords()
  const now = useObservable(network)
  const words = endWords[end]
  const isNewAccount = end === 'changed' && /^0x[0-9a-f]{40}$/i.test(detail)
  const values = {
    chain: now ? chainName(now) : '',
    account: isNewAccount ? shortAddress(detail) : t('the first account in your wallet'),
  }
  function main() {
    // The account that the wallet shows now is the one that signs.
    const again = through.kind === 'wallet' ? { kind: through.kind, wallet: through.wallet } : { ...through }
    startSigning(again, licence)
  }
  function other() {
    if (words.other === 'Other wallet' || words.other === 'Use a wallet') open({ name: 'wallets' })
    else if (words.other === 'Use a passkey') open({ name: 'consent', through: { kind: 'passkey' } })
    else close()
  }
  return (
    <Sheet title={t(words.title, values)} onClose={close}>
      <div className="row" role="status">
        <span className={`badge badge-large ${words.tone && `badge-${words.tone}`}`}>
          <Icon name={words.icon} />
        </span>
      </div>
      <p className="soft">{t(words.line, values)}</p>
      <div className="row">
        {end === 'no-passkey' ? (
          <CopyButton className="btn btn-main" text={location.href} label={t(words.main)} />
        ) : (
          <button type="button" className="btn btn-main" onClick={main}>
            {t(words.main, values)}
          </button>
        )}
        <button type="button" className="btn btn-bare" onClick={other}>
          {t(words.other)}
        </button>
      </div>
      {(end === 'fault' || end === 'unfit' || end === 'refused') && detail && (
        <details>
          <summary>{t('Details')}</summary>
          <code className="hash">{detail.slice(0, 400)}</code>
        </details>
      )}
    </Sheet>
  )
}
