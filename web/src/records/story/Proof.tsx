// What this device checked of a step.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import type { Check } from './checkRecord'

interface Props {
  check: Check
  good: string
  hash: string
}

export function Proof({ check, good, hash }: Props) {
  const { t } = useWords()
  if (check === 'unknown')
    return <p className="note">{t('This is the server’s word; this page cannot check it yet.')}</p>
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
