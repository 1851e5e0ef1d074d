// Earnings by day, as bars and as a table.
import { useWords } from '../i18n'
import { dayName } from '../i18n/times'
import { kula } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { type Day, daysOf, scaleOf } from './days'
import { useDays } from './useDays'

const COUNT = 14
const WIDTH = 640
const HEIGHT = 190
const BASE = 158
const TOP = 28
const LEFT = 40

export function PayChart() {
  const { t, locale } = useWords()
  const days = daysOf(useDays(), COUNT, Date.now())
  if (days.every((day) => day.paid + day.way === 0n)) return null
  const scale = scaleOf(days)
  const step = (WIDTH - LEFT) / COUNT
  const height = (units: bigint) => (Number(units / 10n ** 15n) / 1_000 / scale) * (BASE - TOP)
  const best = days.reduce((a, b) => (a.paid + a.way >= b.paid + b.way ? a : b))
  const summary = t('Earnings by day, {from} to {to}. Best day: {best}, {amount} KULA.', {
    from: dayName(days[0]?.at ?? 0, locale),
    to: dayName(days.at(-1)?.at ?? 0, locale),
    best: dayName(best.at, locale),
    amount: kula(best.paid + best.way, locale),
  })
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  return (
    <section className="card" aria-labelledby="days">
      <div className="card-head">
        <h2 id="days">{t('Earned, by day sent')}</h2>
        <div className="legend">
          <span>
            <i className="swatch" />
            {t('Paid|record')}
          </span>
          <span>
            <i className="swatch swatch-way" />
            {t('On its way')}
          </span>
        </div>
      </div>
      <svg className="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        {[0, scale / 2, scale].map((value) => {
          const y = BASE - (value / scale) * (BASE - TOP)
          return (
            <g key={value}>
              <path className="grid" d={`M${LEFT} ${y}H${WIDTH}`} />
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
        <text x={WIDTH} y={HEIGHT - 12} textAnchor="end">
          {t('today')}
        </text>
      </svg>
      <details>
        <summary>
          <Icon name="down" />
          {t('Show as table')}
        </summary>
        <DayTable days={days} />
      </details>
    </section>
  )
}

function DayTable({ days }: { days: Day[] }) {
  const { t, locale } = useWords()
  return (
    <div className="table-wrap">
      <table>
        <caption className="hidden">{t('Earnings by day')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('Day')}</th>
            <th scope="col" className="td-num">
              {t('Paid|record')}
            </th>
            <th scope="col" className="td-num">
              {t('On its way')}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map((day) => (
            <tr key={day.at}>
              <td>{dayName(day.at, locale)}</td>
              <td className="td-num">{kula(day.paid, locale)}</td>
              <td className="td-num">{kula(day.way, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
