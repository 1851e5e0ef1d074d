// Copies text, and says that it did.
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
  const [isDone, setDone] = useState(false)
  async function copy() {
    await navigator.clipboard?.writeText(text)
    setDone(true)
    setTimeout(() => setDone(false), 2_000)
  }
  return (
    <button type="button" className={className} onClick={() => void copy().catch(() => undefined)}>
      <Icon name={isDone ? 'check' : 'copy'} />
      <span aria-live="polite">{isDone ? t('Copied') : label}</span>
    </button>
  )
}
