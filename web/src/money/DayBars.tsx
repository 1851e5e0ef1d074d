// The bars of earnings by day. They are drawn for each frame, so that the words keep their size.
import { useWords } from '../i18n'
import { dayName } from '../i18n/times'
import { type Day, scaleOf } from './days'

const HEIGHT = 190
const BASE = 158
const TOP = 28
const LEFT = 40

interface Props {
  days: Day[]
  summary: string
  frame: 'only-phone' | 'only-desk'
  /** In pixels. */
  width: number
}

export function DayBars({ days, summary, frame, width }: Props) {
  const { t, locale } = useWords()
  const scale = scaleOf(days)
  const step = (width - LEFT) / days.length
  const height = (units: bigint) => (Number(units / 10n ** 15n) / 1_000 / scale) * (BASE - TOP)
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  return (
    <svg className={`chart ${frame}`} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary}>
      {[0, scale / 2, scale].map((value) => {
        const y = BASE - (value / scale) * (BASE - TOP)
        return (
          <g key={value}>
            <path className="grid" d={`M${LEFT} ${y}H${width}`} />
            <text x={LEFT - 8} y={y + 4} textAnchor="end">
              {number(value)}
            </text>
          </g>
        )
      })}
      {days.map((day, place) => {
        const x = LEFT + place * step + step * 0.15
        const paid = height(day.paid)
        const way = height(day.way)
        return (
          <g key={day.at}>
            {paid > 0 && <rect className="bar-paid" x={x} y={BASE - paid} width={step * 0.7} height={paid} rx="3" />}
            {way > 0 && (
              <rect
                className="bar-way"
                fill="none"
                strokeDasharray="3 2"
                x={x}
                y={BASE - paid - way}
                width={step * 0.7}
                height={way}
                rx="3"
              />
            )}
          </g>
        )
      })}
      <text x={LEFT} y={HEIGHT - 12}>
        {dayName(days[0]?.at ?? 0, locale)}
      </text>
      <text x={width} y={HEIGHT - 12} textAnchor="end">
        {t('today')}
      </text>
    </svg>
  )
}
