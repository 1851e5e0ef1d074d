// No chat of the file is left to give.
import { Link } from 'wouter'
import { useWords } from '../i18n'
import { Empty } from '../parts/Empty'

export function NothingLeft({ given }: { given: number }) {
  const { t } = useWords()
  return given > 0 ? (
    <Empty
      icon="done"
      title={t('{n, plural, one {# record} other {# records}} on the way', { n: given })}
      line={t('They leave one after the other. Come back with your next export: only what is new is taken.')}
      action={
        <Link className="btn btn-main" href="/records">
          {t('Your records')}
        </Link>
      }
    />
  ) : (
    <Empty
      icon="file"
      title={t('Nothing to give in this file')}
      line={t('The table says what is left out, and why.')}
    />
  )
}
