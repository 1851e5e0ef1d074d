// One open dataset: the rounds that it comes from, the models that learned from it, and how to read it.
import { useParams } from 'wouter'
import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Asking } from '../parts/Asking'
import { CopyButton } from '../parts/CopyButton'
import { Empty } from '../parts/Empty'
import { useTitle } from '../parts/useTitle'
import { ModelRow } from './ModelRow'
import { useDataset, useModels } from './useModels'
import { useMyShare } from './useMyShare'

export function DatasetView() {
  const { t, locale } = useWords()
  const { version = '' } = useParams<{ version: string }>()
  const sets = useDataset(version)
  const models = useModels()
  const set = sets.data?.[0]
  const learned = (models.data?.models ?? []).filter(({ datasets }) => datasets.some((one) => String(one) === version))
  const mine = useMyShare(set ? [set] : [])
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  const name = t('Dataset {n}', { n: version })
  useTitle(name)
  return (
    <>
      <PageTop href="/models" name={t('Models')} />
      <div className="page page-narrow">
        <div className="page-head">
          <h1>{name}</h1>
          <p className="soft">{t('Paid records, each under the licence that its giver chose.')}</p>
        </div>
        {sets.isLoading && <Asking />}
        {sets.isError && <AskAgain line={t('Not known right now')} onAsk={() => void sets.refetch()} />}
        {sets.isSuccess && !set && (
          <Empty
            icon="data"
            title={t('There is no such dataset')}
            line={t('It may come out of one of the next rounds.')}
          />
        )}
        {set && (
          <section className="card" aria-labelledby="set">
            <h2 id="set">{t('In short')}</h2>
            <dl className="facts">
              <div>
                <dt>{t('Records')}</dt>
                <dd className="num">{number(set.rows)}</dd>
              </div>
              <div>
                <dt>{t('Rounds')}</dt>
                <dd className="num">
                  {number(set.first_epoch)}
                  {set.last_epoch > set.first_epoch && `–${number(set.last_epoch)}`}
                </dd>
              </div>
              {set.parent > 0 && (
                <div>
                  <dt>{t('Takes the place of')}</dt>
                  <dd>{t('Dataset {n}', { n: set.parent })}</dd>
                </div>
              )}
              {mine > 0 && (
                <div>
                  <dt>{t('Yours')}</dt>
                  <dd className="num">
                    {t('{n, plural, one {# paid record} other {# paid records}} of these rounds', { n: mine })}
                  </dd>
                </div>
              )}
              <div>
                <dt>{t('Address in IPFS')}</dt>
                <dd>
                  <code className="hash">{set.cid}</code>
                </dd>
              </div>
            </dl>
            <CopyButton className="btn" text={`ipfs://${set.cid}`} label={t('Copy its address')} />
            <p className="note">
              {t('Any IPFS program reads it. Its manifest names the files, the licence of each row, and their hashes.')}
            </p>
          </section>
        )}
        {learned.length > 0 && (
          <section className="stack-tight" aria-labelledby="learned">
            <h2 id="learned">{t('What learned from it')}</h2>
            <ul className="list">
              {learned.map((model) => (
                <ModelRow key={model.version} model={model} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </>
  )
}
