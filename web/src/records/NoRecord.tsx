// The address of a record that this server does not know.
import { Link } from 'wouter'
import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { Empty } from '../parts/Empty'

export function NoRecord() {
  const { t } = useWords()
  return (
    <>
      <PageTop href="/records" name={t('Records')} />
      <div className="page page-narrow">
        <h1>{t('The story of a record')}</h1>
        <Empty
          icon="search"
          title={t('This server knows no such record')}
          line={t(
            'Look at the address again. The record may be at another server, or still on the device that made it.',
          )}
          action={
            <Link className="btn btn-main" href="/records">
              {t('Your records')}
            </Link>
          }
        />
      </div>
    </>
  )
}
