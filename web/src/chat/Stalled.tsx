// A word under an answer that begins or goes on late.
import { useWords } from '../i18n'
import type { Turn } from './state/talk'
import { useSilence } from './useSilence'

export function Stalled({ turn }: { turn: Turn }) {
  const { t } = useWords()
  const isSilent = useSilence(`${turn.id} ${turn.content.length}`)
  return (
    <span className="note" role="status">
      {isSilent && t('This takes longer than usual. You can wait, or stop and ask again.')}
    </span>
  )
}
