// A record that was worth nothing because its language or kind was unknown, and that the scorer knows by now: sends it anew.
import type { RecordStatus } from '@kula/client'
import { Link } from 'wouter'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import type { Item } from './item'
import { giveAgain, subject } from './opinions'
import { outbox } from './outbox'

interface Props {
  status: RecordStatus | null
  /** The words, if this device has them. */
  item: Item | null
  isSmall?: boolean
}

export function SendAgain({ status, item, isSmall = false }: Props) {
  const { t } = useWords()
  const owner = useObservable(session)
  const items = Object.values(useObservable(outbox))
  if (!status?.again || status.withheld || !item || item.ended || item.owner !== owner?.owner) return null
  const anew = items.find((one) => one.about === subject.again(status.record))
  return (
    <span className="row">
      <span className="note">{t('It could not be scored before. Now it can.')}</span>
      {anew ? (
        <Link className="small" href={`/records/${anew.record ?? anew.id}`}>
          {t('See the new record')}
        </Link>
      ) : (
        <button
          type="button"
          className={isSmall ? 'link-button small' : 'btn'}
          aria-label={t('Send again: {title}', { title: item.title })}
          onClick={() => void giveAgain(status.record, item)}
        >
          {!isSmall && <Icon name="again" />}
          {t('Send again')}
        </button>
      )}
    </span>
  )
}
