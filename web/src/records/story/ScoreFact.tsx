// A record's score; before it is there, the estimate, which says that it is one.
import type { RecordStatus } from '@kula/client'
import { useWords } from '../../i18n'
import { UNKNOWN } from '../../parts/amounts'

export function ScoreFact({ status, floor }: { status: RecordStatus | undefined; floor: number }) {
  const { t } = useWords()
  const score = status?.score ?? null
  const estimate = score === null ? status?.estimate : null
  if (estimate)
    return (
      <>
        {t('about {score}', { score: estimate.score })}{' '}
        <span className="note">
          {estimate.stage === 'first'
            ? t('a first look by this server; its whole estimate follows, and the validators decide')
            : t('this server’s whole estimate; the validators decide')}{' '}
          · {t('pays above {floor}', { floor })}
        </span>
      </>
    )
  const why = score === null && !status?.withheld && status?.unestimated
  return (
    <>
      {score ?? UNKNOWN} <span className="note">{t('pays above {floor}', { floor })}</span>
      {why === 'waiting' && <span className="note"> · {t('an estimate comes in about a minute')}</span>}
      {why === 'no-scorer' && <span className="note"> · {t('this server gives no estimate')}</span>}
    </>
  )
}
