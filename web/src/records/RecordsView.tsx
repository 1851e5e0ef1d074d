// All records of the owner, with a filter and a search.
import { useState } from 'react'
import { Link } from 'wouter'
import { network } from '../connect/gateway'
import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { download } from '../parts/download'
import { Empty } from '../parts/Empty'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { csvOf } from './csv'
import { RecordRow } from './RecordRow'
import { isPaid, isUnpaid, type Show, shows } from './rows'
import { useRows } from './useRows'

export function RecordsView() {
  const { t } = useWords()
  const [show, setShow] = useState<Show>('all')
  const [search, setSearch] = useState('')
  const { account, rows, isPart } = useRows()
  const now = useObservable(network)
  useTitle(t('Your records'))
  const filters: [Show, string][] = [
    ['all', t('All')],
    ['way', t('On its way')],
    ['paid', t('Paid|record')],
    ['unpaid', t('Not paid')],
    ['ended', t('Taken back')],
  ]
  const wanted = search.trim().toLowerCase()
  const shown = rows.filter((row) => shows(row, show) && (!wanted || row.title?.toLowerCase().includes(wanted)))
  const paid = rows.filter(isPaid).length
  const counts = { sent: rows.length, paid, way: rows.length - paid - rows.filter(isUnpaid).length }
  return (
    <>
      <PageTop href="/money" name={t('Money')} />
      <div className="page page-narrow">
        <div className="page-head">
          <h1>{t('Your records')}</h1>
          {account.isSuccess && rows.length > 0 && (
            <p className="note num">{t('{sent} sent · {paid} paid · {way} on their way · amounts in KULA', counts)}</p>
          )}
          {isPart && <p className="note">{t('Older records are kept, but this server lists the newest 50 only.')}</p>}
        </div>
        {account.isError && <AskAgain line={t('Not known right now')} onAsk={() => void account.refetch()} />}
        {rows.length === 0 && !account.isLoading && !account.isError ? (
          <Empty
            icon="file"
            title={t('No records yet')}
            line={t('Rate or correct an answer, and it shows up here.')}
            action={
              <Link className="btn btn-main" href="/">
                {t('Start a chat')}
              </Link>
            }
          />
        ) : (
          <div className="stack">
            {/* biome-ignore lint/a11y/useSemanticElements: a group of filters */}
            <div className="chips chips-scroll" role="group" aria-label={t('Show')}>
              {filters.map(([id, name]) => (
                <button type="button" className="chip" key={id} aria-pressed={show === id} onClick={() => setShow(id)}>
                  {name}
                </button>
              ))}
            </div>
            <div className="search">
              <Icon name="search" />
              <input
                className="input"
                type="search"
                aria-label={t('Search records')}
                placeholder={t('Search records')}
                value={search}
                onChange={(event) => setSearch(event.target.value)}
              />
            </div>
            <ul className="list">
              {shown.map((row) => (
                <RecordRow key={row.id} row={row} network={now} />
              ))}
            </ul>
            {shown.length === 0 && <p className="note">{t('No record fits.')}</p>}
            <div className="row">
              <button
                type="button"
                className="btn btn-bare"
                onClick={() => download('kula-records.csv', csvOf(rows), 'text/csv')}
              >
                <Icon name="download" />
                {t('Download CSV')}
              </button>
            </div>
          </div>
        )}
      </div>
    </>
  )
}
