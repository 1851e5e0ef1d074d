// Where a round is: the first arc fills while it is scored, the second while anyone may object.
import { useWords } from '../i18n'

export function RoundClock({ phase }: { phase: 'scoring' | 'objections' }) {
  const { t } = useWords()
  const isScored = phase === 'objections'
  return (
    <svg
      className="clock"
      viewBox="0 0 48 48"
      role="img"
      aria-label={isScored ? t('Open to objections') : t('Scoring')}
    >
      <circle className="track" cx="24" cy="24" r="20" />
      <circle
        className="full"
        cx="24"
        cy="24"
        r="20"
        strokeDasharray={`${isScored ? 59.8 : 30} 200`}
        transform="rotate(-86 24 24)"
      />
      {isScored && (
        <circle className="then" cx="24" cy="24" r="20" strokeDasharray="20 200" transform="rotate(94 24 24)" />
      )}
    </svg>
  )
}
