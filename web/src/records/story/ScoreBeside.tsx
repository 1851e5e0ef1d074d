// A score beside the others of its kind and round, with a sentence that says where they lie.
import { get, type RecordStatus, type ScoreSpread } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../../connect/gateway'
import { whole } from '../../connect/whole'
import { useWords } from '../../i18n'
import { maybe } from '../../storage/isLike'
import { ScoreChart } from './ScoreChart'

/** A gateway of an older version says nothing of scores. */
const SPREADS = { scores: maybe([{ kind: '', records: 0, low: 0, middle: 0, high: 0, bins: [0] }]) }

interface Props {
  status: RecordStatus
  score: number
  floor: number
  isMine: boolean
}

export function ScoreBeside({ status, score, floor, isMine }: Props) {
  const { t } = useWords()
  const { epoch, kind } = status
  const round = useQuery({
    queryKey: ['spread', epoch],
    enabled: epoch !== null,
    queryFn: () => get(gateway, '/v1/epochs/{number}', epoch ?? 0).then(whole(SPREADS)),
    staleTime: 60_000,
  })
  const others: ScoreSpread | null = round.data?.scores?.find((one) => one.kind === kind) ?? null
  return (
    <>
      <ScoreChart score={score} floor={floor} isMine={isMine} others={others} />
      {others && (
        <p className="note num">
          {t(
            'Beside {n, plural, one {# record} other {# records}} of this kind that this server took in that round: half of them scored between {low} and {high}, the middle one {middle}.',
            { n: others.records, low: others.low, high: others.high, middle: others.middle },
          )}
        </p>
      )}
    </>
  )
}
