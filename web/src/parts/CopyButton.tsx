// Copies text, and says whether it did.
import { useState } from 'react'
import { useWords } from '../i18n'
import { Icon } from './Icon'

interface Props {
  text: string
  label: string
  className?: string
}

export function CopyButton({ text, label, className = 'icon-btn icon-btn-text' }: Props) {
  const { t } = useWords()
  const [end, setEnd] = useState<'' | 'done' | 'failed'>('')
  async function copy() {
    try {
      // A page that is not served securely has no clipboard.
      await navigator.clipboard.writeText(text)
      setEnd('done')
    } catch {
      setEnd('failed')
    }
    setTimeout(() => setEnd(''), 2_000)
  }
  return (
    <button type="button" className={className} onClick={() => void copy()}>
      <Icon name={end === 'done' ? 'check' : 'copy'} />
      <span aria-live="polite">{end === 'done' ? t('Copied') : end ? t('Could not copy') : label}</span>
    </button>
  )
}
