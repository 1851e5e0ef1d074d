// A word under an answer that begins or goes on late.
import { useEffect, useState } from 'react'
import { useWords } from '../../i18n'
import type { Turn } from '../state/talk'

const LONG = 20_000

export function Stalled({ turn }: { turn: Turn }) {
  const { t } = useWords()
  const isSilent = useSilence(`${turn.id} ${turn.content.length}`)
  return (
    <span className="note" role="status">
      {isSilent && t('This takes longer than usual. You can wait, or stop and ask again.')}
    </span>
  )
}

// Whether an answer has not moved for so long that the person should hear of it. `mark` changes with every sign of life.
function useSilence(mark: string): boolean {
  const [silent, setSilent] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSilent(mark), LONG)
    return () => clearTimeout(timer)
  }, [mark])
  return silent === mark
}
