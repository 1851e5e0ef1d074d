// Copies text, and says whether it did.
import { useState } from 'react'
import { useWords } from '../i18n'
import { Icon } from './Icon'

interface Props {
  text: string
  label: string
  className?: string
  /** Shows the icon alone, and words only if the copy failed. */
  isIcon?: boolean
}

export function CopyButton({ text, label, className = 'icon-btn icon-btn-text', isIcon = false }: Props) {
  const { said, isDone, copy } = useCopy()
  return (
    <button type="button" className={className} onClick={() => void copy(text)}>
      <Icon name={isDone ? 'check' : 'copy'} />
      <span className={isIcon && (isDone || !said) ? 'hidden' : undefined} aria-live="polite">
        {said || label}
      </span>
    </button>
  )
}

/** Copies text. `said` tells for two seconds whether it did, and is empty otherwise. */
export function useCopy() {
  const { t } = useWords()
  const [end, setEnd] = useState<'' | 'done' | 'failed'>('')
  async function copy(text: string) {
    try {
      // A page that is not served securely has no clipboard.
      await navigator.clipboard.writeText(text)
      setEnd('done')
    } catch {
      setEnd('failed')
    }
    setTimeout(() => setEnd(''), 2_000)
  }
  const isDone = end === 'done'
  return { said: isDone ? t('Copied') : end ? t('Could not copy') : '', isDone, copy }
}
