// A score beside the score from which pay begins, and beside those of others, drawn in one width.
import type { ScoreSpread } from '@kula/client'
import { useWords } from '../../i18n'
import { hillOf, MOST } from './hill'

const EDGE = 8
const BASE = 78
/** Two words nearer than this many pixels stand on two lines. */
const NEAR = 105

export interface ScoreProps {
  score: number
  floor: number
  /** Whether the viewer gave the record. */
  isMine: boolean
  /** How the scores of such records of that round lie; null if it is not known. */
  others: ScoreSpread | null
}

interface Props extends ScoreProps {
  frame: string
  /** In pixels. */
  width: number
}

export function ScoreDrawing({ score, floor, isMine, others, frame, width }: Props) {
  const { t } = useWords()
  const right = width - EDGE
  const x = (value: number) => EDGE + (value / MOST) * (right - EDGE)
  const isLow = Math.min(Math.abs(x(score) - x(floor)), x(MOST) - x(score)) < NEAR
  const values = { score, most: MOST, floor }
  const words = isMine
    ? t('Your score {score} of {most}. Pay starts above {floor}.', values)
    : t('Its score {score} of {most}. Pay starts above {floor}.', values)
  const between = others
    ? t('Half of such records scored between {low} and {high}.', { low: others.low, high: others.high })
    : ''
  return (
    <svg className={`chart ${frame}`} viewBox={`0 0 ${width} 116`} role="img" aria-label={`${words} ${between}`.trim()}>
      {others && <path className="others" d={hillOf(others.bins, x, 24, BASE)} />}
      <path className="grid" d={`M${EDGE} ${BASE}H${right}`} />
      <path className="floor" d={`M${x(floor)} 8V${BASE}`} />
      <text x={x(floor)} y={BASE + 18} textAnchor="middle">
        {floor}
      </text>
      <path className="mine" d={`M${x(score)} 14V${BASE}`} />
      <circle className="mine-dot" cx={x(score)} cy="14" r="5" />
      <text
        className="strong"
        x={Math.min(Math.max(x(score), 3 * EDGE), right - 3 * EDGE)}
        y={isLow ? BASE + 34 : BASE + 18}
        textAnchor="middle"
      >
        {isMine ? t('{score} · you', { score }) : score}
      </text>
      <text x={right} y={BASE + 18} textAnchor="end">
        {MOST}
      </text>
    </svg>
  )
}
