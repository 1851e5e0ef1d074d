// What became of KULA that was sent.
import { useEffect, useRef } from 'react'
import { useWords } from '../../i18n'
import { joined } from '../../i18n/joined'
import { shortAddress } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { exactAmount } from './amount'
import type { Outcome, Plan } from './sendKula'

interface Props {
  plan: Plan
  outcome: Outcome
  isBusy: boolean
  onRetry: () => void
  onBack: () => void
  onClose: () => void
}

export function SendEnd({ plan, outcome, isBusy, onRetry, onBack, onClose }: Props) {
  const { t } = useWords()
  const main = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each end has another button
  useEffect(() => main.current?.focus(), [outcome.end])
  const what = { amount: exactAmount(plan.value), to: shortAddress(plan.to) }
  const refusals: Record<string, string> = {
    'fee-too-low':
      outcome.end === 'refused' && outcome.leastFee > 0n
        ? t('The server asks {fee} KULA for it, and with that fee it is more than you have.', {
            fee: exactAmount(outcome.leastFee),
          })
        : t('The server asks for another fee now. Begin again to see it.'),
    'gas-used-up': t('The server has sent as much as it can for today. Try again tomorrow.'),
    'invalid-signature': t(
      'Your wallet’s signature is not one that can move KULA here. Send it from the wallet itself.',
    ),
  }
  return (
    <div className="stack">
      {outcome.end === 'sent' && (
        <>
          <p className="state state-good" role="status">
            <Icon name="done" />
            {t('Sent: {amount} KULA to {to}.', what)}
          </p>
          {outcome.transaction && (
            <details>
              <summary>{t('Details')}</summary>
              <code className="hash">{outcome.transaction}</code>
            </details>
          )}
        </>
      )}
      {outcome.end === 'unknown' && (
        <p className="state state-wait" role="alert">
          <Icon name="offline" />
          {t('The server did not answer, so we do not know yet. Trying again is safe: it moves only once.')}
        </p>
      )}
      {outcome.end === 'refused' && (
        <p className="state state-bad" role="alert">
          <Icon name="alert" />
          {joined(
            t('Nothing was sent.'),
            refusals[outcome.slug] ?? t('The network refused it. Look at the amount and the address.'),
          )}
        </p>
      )}
      <div className="stack-tight">
        {outcome.end === 'unknown' && (
          <button ref={main} type="button" className="btn btn-main btn-wide" disabled={isBusy} onClick={onRetry}>
            {t('Try again')}
          </button>
        )}
        {outcome.end === 'refused' && (
          <button ref={main} type="button" className="btn btn-main btn-wide" onClick={onBack}>
            {t('Begin again')}
          </button>
        )}
        <button
          ref={outcome.end === 'sent' ? main : null}
          type="button"
          className={outcome.end === 'sent' ? 'btn btn-main btn-wide' : 'btn btn-bare btn-wide'}
          disabled={isBusy}
          onClick={onClose}
        >
          {t('Close')}
        </button>
      </div>
    </div>
  )
}
