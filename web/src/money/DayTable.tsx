// Earnings by day, as a table.
import { useWords } from '../i18n'
import { dayName } from '../i18n/times'
import { kula } from '../parts/amounts'
import type { Day } from './days'

export function DayTable({ days }: { days: Day[] }) {
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
