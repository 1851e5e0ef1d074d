// What became of an opinion that was sent: when it is scored, and when it is paid.
import { useLocation } from 'wouter'
import { network } from '../../connect/gateway'
import { useWords } from '../../i18n'
import { paidBy, scoredBy } from '../../money/clock'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import type { Item } from '../item'

export function SentToast({ item, onClose }: { item: Item; onClose: () => void }) {
  const { t, locale } = useWords()
  const now = useObservable(network)
  const [, navigate] = useLocation()
  const sent = item.sent ?? Date.now()
  const times = now && { score: scoredBy(now, sent, locale) ?? '', pay: paidBy(now, null, sent, locale) ?? '' }
  return (
    <div className="toast" role="status">
      <Icon name="done" />
      <span className="toast-text">
        {times ? t('Sent. Score by about {score}. If it passes, pay about {pay}.', times) : t('Sent')}
      </span>
      <button type="button" className="btn" onClick={() => navigate(`/records/${item.record}`)}>
        {t('View')}
      </button>
      <button type="button" className="btn" onClick={onClose}>
        {t('Close')}
      </button>
    </div>
  )
}
