// Where KULA is sent, and how much.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { network } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { kula } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { exactAmount } from './amount'
import { type Fault, type Plan, planOf } from './sendKula'

interface Typed {
  to: string
  amount: string
}

interface Props {
  owner: Session
  balance: bigint
  leastFee: bigint
  typed: Typed
  onType: (typed: Typed) => void
  onPlan: (plan: Plan) => void
  onClose: () => void
}

export function SendForm({ owner, balance, leastFee, typed, onType, onPlan, onClose }: Props) {
  const { t, locale } = useWords()
  const asked = BigInt(useObservable(network)?.transfer_fee ?? 0)
  const fee = leastFee > asked ? leastFee : asked
  const [fault, setFault] = useState<Fault | 'unreachable' | ''>('')
  const { to, amount } = typed
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const isAddress = fault === 'length' || fault === 'letter' || fault === 'own'
  const isAmount = fault === 'amount' || fault === 'balance'

  function type(changes: Partial<Typed>) {
    onType({ ...typed, ...changes })
    setFault('')
  }
  async function submit(event: FormEvent) {
    event.preventDefault()
    const plan = await planOf(owner, to, amount, balance, leastFee).catch(() => 'unreachable' as const)
    if (typeof plan !== 'string') return onPlan(plan)
    setFault(plan)
    const wrong = plan === 'amount' || plan === 'balance' ? '#send-amount' : '#send-to'
    document.querySelector<HTMLElement>(wrong)?.focus()
  }
  const most = balance > fee ? balance - fee : 0n
  const addressWords = {
    length: t('An address has 42 characters; this has {n}.', { n: to.length }),
    letter: t('A letter of this address is wrong.'),
    own: t('This is your own account.'),
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor="send-to">{t('To address')}</label>
        <input
          ref={first}
          data-first
          className="input code"
          id="send-to"
          value={to}
          aria-invalid={isAddress}
          aria-describedby="send-to-fault"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type({ to: event.target.value.trim() })}
        />
        <p className="state state-bad" id="send-to-fault" role="alert">
          {isAddress && <Icon name="alert" />}
          {isAddress && addressWords[fault]}
        </p>
      </div>
      <div className="field">
        <label htmlFor="send-amount">{t('Amount in KULA')}</label>
        <div className="row">
          <input
            className="input num"
            id="send-amount"
            inputMode="decimal"
            value={amount}
            aria-invalid={isAmount}
            aria-describedby="send-amount-fault"
            autoComplete="off"
            onChange={(event) => type({ amount: event.target.value })}
          />
          <button type="button" className="btn btn-line" onClick={() => type({ amount: exactAmount(most) })}>
            {t('All|amount')}
          </button>
        </div>
        <p className="note num">{t('You have {amount} KULA.', { amount: kula(balance, locale) })}</p>
        <p className="state state-bad num" id="send-amount-fault" role="alert">
          {(isAmount || fault === 'unreachable') && <Icon name="alert" />}
          {fault === 'amount' && t('Write a number, such as 12.5.')}
          {fault === 'balance' &&
            t('With the fee of {fee} KULA that is more than you have.', { fee: kula(fee, locale) })}
          {fault === 'unreachable' && t('The server does not answer.')}
        </p>
      </div>
      <div className="stack-tight">
        <button type="submit" className="btn btn-main btn-wide" disabled={!to || !amount}>
          {t('Continue')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={onClose}>
          {t('Cancel')}
        </button>
      </div>
    </form>
  )
}
