// An answer that has no word yet: the model thinks, or others are before it.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { places } from '../state/answering'
import type { Turn } from '../state/talk'
import { Stalled } from './Stalled'

export function Waiting({ turn }: { turn: Turn }) {
  const { t } = useWords()
  const place = useObservable(places)[turn.id] ?? 0
  return (
    <div className="status" role="status">
      <Icon name="mark" className="ring ring-turn" />
      {place > 0 ? (
        <span>
          {t('{n, plural, one {# person is} other {# people are}} before you', { n: place })}
          <span className="note"> {t('You can leave. The answer will be here when you come back.')}</span>
        </span>
      ) : (
        <span>
          {t('Kula is thinking')} <Stalled turn={turn} />
        </span>
      )}
    </div>
  )
}
