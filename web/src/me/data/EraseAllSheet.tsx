// Asks before all records of an owner are erased, and shows what the gateway signed afterwards.
import type { Erasure } from '@kula/client'
import { useState } from 'react'
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
import { Erased } from './Erased'
import { eraseAll } from './eraseAll'

export function EraseAllSheet({ owner, onClose }: { owner: Session; onClose: () => void }) {
  const { t } = useWords()
  const now = useObservable(network)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const [erasure, setErasure] = useState<Erasure | null>(null)
  async function erase() {
    setBusy(true)
    setProblem('')
    try {
      setErasure(await eraseAll(owner))
    } catch (error) {
      const words = endWords[endOf(error)]
      const values = { chain: now ? chainName(now) : '', account: shortAddress(owner.owner) }
      setProblem(`${t(words.title, values)} ${t('Nothing has changed.')}`)
    }
    setBusy(false)
  }
  if (erasure)
    return (
      <Sheet title={t('Erased')} onClose={onClose}>
        <Erased erasure={erasure} />
        <button type="button" className="btn btn-main btn-wide" onClick={onClose}>
          {t('Close')}
        </button>
      </Sheet>
    )
  const lines = [
    ['trash', t('The server destroys the keys to all your texts and gives you a signed receipt.')],
    ['data', t('The next versions of the datasets leave them out.')],
    ['alert', t('Copies that others made, and models that were trained, do not forget.')],
    ['money', t('What was paid stays yours. What is still being scored is erased when its round ends.')],
  ] as const
  return (
    <Sheet title={t('Erase all my records?')} onClose={onClose}>
      <ul className="points">
        {lines.map(([icon, line]) => (
          <li key={icon}>
            <Icon name={icon} />
            <span>{line}</span>
          </li>
        ))}
      </ul>
      {problem && (
        <p className="state state-bad" role="alert">
          <Icon name="alert" />
          {problem}
        </p>
      )}
      <div className="stack-tight">
        <button
          type="button"
          className="btn btn-danger-main btn-wide"
          aria-busy={isBusy}
          disabled={isBusy}
          onClick={() => void erase()}
        >
          {isBusy ? t('Waiting for your signature') : t('Erase for good')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={onClose}>
          {t('Keep them')}
        </button>
      </div>
    </Sheet>
  )
}
