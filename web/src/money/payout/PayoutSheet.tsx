// Takes another pay-out address, says what it means, and has the owner sign it.
import { type FormEvent, useState } from 'react'
import { endOf } from '../../connect/ends'
import { network } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { endWords } from '../../connect/sheets/endWords'
import { chainName } from '../../connect/walletSign'
import { useWords } from '../../i18n'
import { shortAddress } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { addressFault, changePayout } from './changePayout'

export function PayoutSheet({ owner, onClose }: { owner: Session; onClose: () => void }) {
  const { t } = useWords()
  const now = useObservable(network)
  const [to, setTo] = useState('')
  const [fault, setFault] = useState<'' | 'length' | 'letter'>('')
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const account = shortAddress(owner.owner)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const found = await addressFault(to)
    setFault(found)
    if (found) return
    setBusy(true)
    setProblem('')
    try {
      await changePayout(owner, to)
      onClose()
    } catch (error) {
      const words = endWords[endOf(error)]
      setProblem(`${t(words.title, { chain: now ? chainName(now) : '', account })} ${t('Nothing has changed.')}`)
      setBusy(false)
    }
  }
  const points = [
    ['check', t('Holds for records you send from now on.')],
    ['none', t('What is paid or on its way stays with {account}.', { account })],
    ['alert', t('A wrong address cannot be undone. Nobody can fetch back what is paid to it.')],
  ] as const
  return (
    <Sheet title={t('Where should new pay go?')} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <div className="field">
          <label htmlFor="to">{t('New pay-out address')}</label>
          <input
            className="input code"
            id="to"
            data-first
            value={to}
            aria-invalid={fault !== ''}
            aria-describedby="to-fault"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setTo(event.target.value.trim())
              setFault('')
            }}
          />
          <p className="state state-bad" id="to-fault" role="alert">
            {fault && <Icon name="alert" />}
            {fault === 'length' && t('An address has 42 characters; this has {n}.', { n: to.length })}
            {fault === 'letter' && t('A letter of this address is wrong.')}
            {problem}
          </p>
        </div>
        <ul className="points">
          {points.map(([icon, text]) => (
            <li key={icon}>
              <Icon name={icon} />
              <p>{text}</p>
            </li>
          ))}
        </ul>
        <div className="stack-tight">
          <button
            type="submit"
            className="btn btn-main btn-wide"
            aria-busy={isBusy}
            disabled={isBusy || to.length === 0}
          >
            <Icon name={owner.kind === 'passkey' ? 'passkey' : 'wallet'} />
            {isBusy ? t('Waiting for your signature') : t('Confirm')}
          </button>
          <button type="button" className="btn btn-bare btn-wide" onClick={onClose}>
            {t('Cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
