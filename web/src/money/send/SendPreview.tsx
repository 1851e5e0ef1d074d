// What will be sent, with the fee, before it is signed. The whole address is shown, in groups that can be compared.
import { useEffect, useRef } from 'react'
import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { exactAmount } from './amount'
import type { Plan } from './sendKula'

interface Props {
  owner: Session
  plan: Plan
  isBusy: boolean
  problem: string
  /** Whether the server asks more than its usual fee for this wallet. */
  isDearer: boolean
  onConfirm: () => void
  onBack: () => void
}

export function SendPreview({ owner, plan, isBusy, problem, isDearer, onConfirm, onBack }: Props) {
  const { t } = useWords()
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  const rows = [
    [t('Amount'), plan.value],
    [t('Fee of the server'), plan.fee],
    [t('In all'), plan.value + plan.fee],
  ] as const
  return (
    <div className="stack">
      <div className="stack-tight">
        <p className="note">{t('To address')}</p>
        <p className="code">{plan.to.match(/.{1,6}/g)?.join(' ')}</p>
      </div>
      {isDearer && (
        <p className="state state-wait" role="status">
          <Icon name="info" />
          {t(
            'Nothing was sent yet. Your wallet’s own check costs more than the usual fee covers, so the server asks {fee} KULA. If you agree, sign again.',
            { fee: exactAmount(plan.fee) },
          )}
        </p>
      )}
      <dl className="facts">
        {rows.map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{t('{amount} KULA', { amount: exactAmount(amount) })}</dd>
          </div>
        ))}
      </dl>
      <p className="state state-wait">
        <Icon name="alert" />
        {t('This cannot be undone. Nobody can fetch back what is sent to a wrong address.')}
      </p>
      <p className="note">{t('You sign; the server sends it and pays the network for it.')}</p>
      <p className="state state-bad" role="alert">
        {problem}
      </p>
      <div className="stack-tight">
        <button
          ref={button}
          type="button"
          className="btn btn-main btn-wide"
          aria-busy={isBusy}
          disabled={isBusy}
          onClick={onConfirm}
        >
          <Icon name={owner.kind === 'passkey' ? 'passkey' : 'wallet'} />
          {isBusy ? t('Waiting for your signature') : t('Sign and send')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" disabled={isBusy} onClick={onBack}>
          {t('Back')}
        </button>
      </div>
    </div>
  )
}
