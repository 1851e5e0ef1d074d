// What of the file is left out, and why. It is known when the file is read to its end.
import { useWords } from '../i18n'
import { leftOutWords } from './leftOutWords'
import type { Reading } from './state/reading'

export function LeftOutCard({ now }: { now: Reading }) {
  const { t, locale } = useWords()
  const rows = now.leftOut.filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1])
  return (
    <section className="card card-quiet" aria-labelledby="left">
      <h2 id="left">{t('Left out, and why')}</h2>
      {now.phase !== 'done' ? (
        <p className="note">{t('Known when the file is read.')}</p>
      ) : rows.length === 0 ? (
        <p className="note">{t('Nothing.')}</p>
      ) : (
        <div className="table-wrap">
          <table>
            <caption className="hidden">{t('Left out, and why')}</caption>
            <thead className="hidden">
              <tr>
                <th scope="col">{t('What')}</th>
                <th scope="col">{t('How many')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([reason, count]) => {
                const [what, why] = leftOutWords[reason]
                return (
                  <tr key={reason}>
                    <td>
                      {t(what)}
                      <br />
                      <span className="note">{t(why)}</span>
                    </td>
                    <td className="td-num">{new Intl.NumberFormat(locale).format(count)}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
