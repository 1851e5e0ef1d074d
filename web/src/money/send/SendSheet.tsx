// Sending KULA, in three steps: where and how much, a look at it before it is signed, and what became of it.
import { useState } from 'react'
import { endOf } from '../../connect/ends'
import { network } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { endWords } from '../../connect/sheets/endWords'
import { chainName } from '../../connect/walletSign'
import { useWords } from '../../i18n'
import { joined } from '../../i18n/joined'
import { shortAddress } from '../../parts/amounts'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { SendEnd } from './SendEnd'
import { SendForm } from './SendForm'
import { SendPreview } from './SendPreview'
import { type Outcome, type Plan, type Signed, sendSigned, signPlan } from './sendKula'

interface Props {
  owner: Session
  balance: bigint
  onClose: () => void
}

export function SendSheet({ owner, balance, onClose }: Props) {
  const { t } = useWords()
  const now = useObservable(network)
  const [typed, setTyped] = useState({ to: '', amount: '' })
  const [plan, setPlan] = useState<Plan | null>(null)
  const [signed, setSigned] = useState<Signed | null>(null)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  // What a wallet whose own check takes much gas has to pay. It holds until the sheet is closed.
  const [leastFee, setLeastFee] = useState(0n)

  async function confirm(next: Plan) {
    setBusy(true)
    setProblem('')
    try {
      const made = await signPlan(owner, next)
      setSigned(made)
      end(next, await sendSigned(made, false))
    } catch (error) {
      const words = endWords[endOf(error)]
      const values = { chain: now ? chainName(now) : '', account: shortAddress(owner.owner) }
      setProblem(joined(t(words.title, values), t('Nothing was sent.')))
    }
    setBusy(false)
  }

  async function retry(made: Signed) {
    setBusy(true)
    end(made, await sendSigned(made, true))
    setBusy(false)
  }

  // A fee that was too low is asked for once more, in full, before anything is signed again.
  function end(of: Plan, what: Outcome) {
    const fee = what.end === 'refused' && what.leastFee > of.fee ? what.leastFee : 0n
    if (fee > 0n) setLeastFee(fee)
    if (fee === 0n || of.value + fee > balance) return setOutcome(what)
    setSigned(null)
    setOutcome(null)
    setPlan({ to: of.to, value: of.value, fee })
  }

  // A refused transfer can never be sent: the person begins anew. One whose fate is unknown stays as it is.
  const title = outcome ? t('Sending KULA') : plan ? t('Look at it once more') : t('Send KULA')
  return (
    <Sheet title={title} {...(isBusy ? {} : { onClose })}>
      {outcome && signed ? (
        <SendEnd
          plan={signed}
          outcome={outcome}
          isBusy={isBusy}
          onRetry={() => void retry(signed)}
          onBack={() => {
            setOutcome(null)
            setSigned(null)
            setPlan(null)
          }}
          onClose={onClose}
        />
      ) : plan ? (
        <SendPreview
          owner={owner}
          plan={plan}
          isBusy={isBusy}
          problem={problem}
          isDearer={leastFee > 0n && plan.fee === leastFee}
          onConfirm={() => void confirm(plan)}
          onBack={() => setPlan(null)}
        />
      ) : (
        <SendForm
          owner={owner}
          balance={balance}
          leastFee={leastFee}
          typed={typed}
          onType={setTyped}
          onPlan={setPlan}
          onClose={onClose}
        />
      )}
    </Sheet>
  )
}
