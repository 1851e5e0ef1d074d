// A score between 0 and 255, beside the score from which pay begins.
import { useWords } from '../../i18n'

const MOST = 255
const LEFT = 8
const RIGHT = 552
const BASE = 50

export function ScoreChart({ score, floor }: { score: number; floor: number }) {
  const { t } = useWords()
  const x = (value: number) => LEFT + (value / MOST) * (RIGHT - LEFT)
  const isNear = Math.abs(score - floor) < 50
  return (
    <svg
      className="chart"
      viewBox="0 0 560 84"
      role="img"
      aria-label={t('Your score {score} of {most}. Pay starts above {floor}.', { score, most: MOST, floor })}
    >
      <path className="grid" d={`M${LEFT} ${BASE}H${RIGHT}`} />
      <path className="floor" d={`M${x(floor)} 8V${BASE}`} />
      <text x={x(floor)} y={BASE + 18} textAnchor="middle">
        {floor}
      </text>
      <path className="mine" d={`M${x(score)} 14V${BASE}`} />
      <circle className="mine-dot" cx={x(score)} cy="14" r="5" />
      <text className="strong" x={x(score)} y={isNear ? BASE + 34 : BASE + 18} textAnchor="middle">
        {t('{score} · you', { score })}
      </text>
      <text x={RIGHT} y={BASE + 18} textAnchor="end">
        {MOST}
      </text>
    </svg>
  )
}
