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
import { type Show, shows } from './rows'
import { useLive } from './useLive'
import { useRows } from './useRows'

export function RecordsView() {
  const { t } = useWords()
  const [show, setShow] = useState<Show>('all')
  const [search, setSearch] = useState('')
  const { account, pages, rows, readAll, isError } = useRows()
  useLive()
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
  const totals = account.data?.records
  const way = totals ? totals.received + totals.posted + totals.reported : 0
  const sent = totals ? way + totals.final + totals.void : 0
  return (
    <>
      <PageTop href="/money" name={t('Money')} />
      <div className="page page-narrow">
        <div className="page-head">
          <h1>{t('Your records')}</h1>
          {account.isSuccess && sent > 0 && (
            <p className="note num">{t('{sent} sent · {way} on their way · amounts in KULA', { sent, way })}</p>
          )}
        </div>
        {isError && <AskAgain line={t('Not known right now')} onAsk={() => void pages.refetch()} />}
        {rows.length === 0 && !pages.isLoading && !isError ? (
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
              {pages.hasNextPage && (
                <button
                  type="button"
                  className="btn"
                  aria-busy={pages.isFetchingNextPage}
                  onClick={() => void pages.fetchNextPage()}
                >
                  {t('Show more')}
                </button>
              )}
              <button
                type="button"
                className="btn btn-bare"
                onClick={() => void readAll().then((all) => download('kula-records.csv', csvOf(all), 'text/csv'))}
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
