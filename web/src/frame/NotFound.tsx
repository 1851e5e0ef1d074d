// An address that leads nowhere.
import { Link } from 'wouter'
import { useWords } from '../i18n'
import { Empty } from '../parts/Empty'
import { useTitle } from '../parts/useTitle'

export function NotFound() {
  const { t } = useWords()
  useTitle(t('There is nothing at this address'))
  return (
    <div className="page page-narrow">
      <Empty
        icon="search"
        title={t('There is nothing at this address')}
        line={t('Your chats and records are where they were.')}
        action={
          <Link className="btn btn-main" href="/">
            {t('Chat')}
          </Link>
        }
      />
    </div>
  )
}
