// What this device checked of a step.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import type { Check } from './checkRecord'
import { whyNot } from './checkWords'

interface Props {
  check: Check
  good: string
  hash: string
}

export function Proof({ check, good, hash }: Props) {
  const { t } = useWords()
  const why = whyNot[check]
  if (why) return <p className="note">{t(why)}</p>
  if (check === 'checking') return <p className="note">{t('Checking on this device')}</p>
  if (check === 'wrong')
    return (
      <p className="state state-bad" role="alert">
        <Icon name="alert" />
        {t('This does not match. Save the receipt: it proves that the server is wrong.')}
      </p>
    )
  return (
    <details>
      <summary>
        <Icon name="shield" />
        {t('Checked on this device')}
      </summary>
      <p className="note">{good}</p>
      <code className="hash">{hash}</code>
    </details>
  )
}
