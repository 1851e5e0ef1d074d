// The open datasets that came out of people's records.

import { Link } from 'wouter'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Asking } from '../parts/Asking'
import { useDatasets } from './useModels'

export function DatasetsCard() {
  const { t, locale } = useWords()
  const sets = useDatasets()
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  return (
    <section className="card card-quiet" aria-labelledby="sets">
      <h2 id="sets">{t('Datasets')}</h2>
      {sets.isLoading && <Asking />}
      {sets.isError && <AskAgain line={t('Not known right now')} onAsk={() => void sets.refetch()} />}
      {sets.data?.datasets.length === 0 && (
        <p className="note">{t('No dataset yet. The first one comes out of the first paid records.')}</p>
      )}
      {(sets.data?.datasets.length ?? 0) > 0 && (
        <div className="table-wrap">
          <table>
            <caption className="hidden">{t('Datasets')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('Name')}</th>
                <th scope="col" className="td-num">
                  {t('Records')}
                </th>
                <th scope="col">{t('Rounds')}</th>
              </tr>
            </thead>
            <tbody>
              {[...(sets.data?.datasets ?? [])].reverse().map((set) => (
                <tr key={set.version}>
                  <td>
                    <Link href={`/datasets/${set.version}`}>{t('Dataset {n}', { n: set.version })}</Link>
                  </td>
                  <td className="td-num">{number(set.rows)}</td>
                  <td className="num">
                    {number(set.first_epoch)}
                    {set.last_epoch > set.first_epoch && `–${number(set.last_epoch)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
