// Earnings by day, as bars and as a table.
import { useWords } from '../i18n'
import { dayName } from '../i18n/times'
import { kula } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { DayBars } from './DayBars'
import { DayTable } from './DayTable'
import { daysOf } from './days'
import { useDays } from './useDays'

const COUNT = 14

export function PayChart() {
  const { t, locale } = useWords()
  const days = daysOf(useDays(), COUNT, Date.now())
  if (days.every((day) => day.paid + day.way === 0n)) return null
  const best = days.reduce((a, b) => (a.paid + a.way >= b.paid + b.way ? a : b))
  const summary = t('Earnings by day, {from} to {to}. Best day: {best}, {amount} KULA.', {
    from: dayName(days[0]?.at ?? 0, locale),
    to: dayName(days.at(-1)?.at ?? 0, locale),
    best: dayName(best.at, locale),
    amount: kula(best.paid + best.way, locale),
  })
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
      <DayBars days={days} summary={summary} frame="only-phone" width={320} />
      <DayBars days={days} summary={summary} frame="only-desk" width={640} />
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
