// The gateway did not post what it had promised to post.
import { Link } from 'wouter'
import { session } from '../../connect/sessions'
import { outbox } from '../../feedback/outbox'
import { useWords } from '../../i18n'
import { Banner } from '../../parts/Banner'
import { useObservable } from '../../parts/observable'

export function BrokenPromise() {
  const { t } = useWords()
  const owner = useObservable(session)?.owner
  const broken = Object.values(useObservable(outbox)).filter(
    ({ promise, ...item }) => item.owner === owner && (promise === 'broken' || promise === 'convictable'),
  )
  const [first] = broken
  if (!owner || !first) return null
  return (
    <Banner
      icon="alert"
      tone="bad"
      action={
        <Link className="btn" href={`/records/${first.record}`}>
          {t('What you can do')}
        </Link>
      }
    >
      {t('The server broke its promise: it did not post {n, plural, one {# record} other {# records}} of yours.', {
        n: broken.length,
      })}
    </Banner>
  )
}
