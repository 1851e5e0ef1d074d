// A score beside the score from which pay begins, drawn in one width.
import { useWords } from '../../i18n'

const MOST = 255
const EDGE = 8
const BASE = 50
/** Two words nearer than this many pixels stand on two lines. */
const NEAR = 105

export interface ScoreProps {
  score: number
  floor: number
  /** Whether the viewer gave the record. */
  isMine: boolean
}

interface Props extends ScoreProps {
  frame: string
  /** In pixels. */
  width: number
}

export function ScoreDrawing({ score, floor, isMine, frame, width }: Props) {
  const { t } = useWords()
  const right = width - EDGE
  const x = (value: number) => EDGE + (value / MOST) * (right - EDGE)
  const isLow = Math.min(Math.abs(x(score) - x(floor)), x(MOST) - x(score)) < NEAR
  return (
    <svg
      className={`chart ${frame}`}
      viewBox={`0 0 ${width} 88`}
      role="img"
      aria-label={
        isMine
          ? t('Your score {score} of {most}. Pay starts above {floor}.', { score, most: MOST, floor })
          : t('Its score {score} of {most}. Pay starts above {floor}.', { score, most: MOST, floor })
      }
    >
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
