// One record: its words, kind, time, state and pay, as one link.

import type { Network } from '@kula/client'
import { Link } from 'wouter'
import { kindNames } from '../feedback/item'
import { SendAgain } from '../feedback/SendAgain'
import { useWords } from '../i18n'
import { timeWords } from '../money/clock'
import { kula, UNKNOWN } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { TakeBackButton } from './ends/TakeBackButton'
import { isEnded, isPaid, kindIcons, type Row, stateOf } from './rows'

export function RecordRow({ row, network }: { row: Row; network: Network | null }) {
  const { t, locale } = useWords()
  const state = stateOf(row, network, t, locale)
  const pay = row.status?.pay
  const until = isEnded(row) ? null : row.status?.until
  const icon = row.kind === 'rating' && row.item?.content.rating === -1 ? 'bad' : kindIcons[row.kind]
  return (
    <li>
      <Link className="item" href={`/records/${row.id}`}>
        <span className="badge">
          <Icon name={icon} />
        </span>
        <span>
          <span className="item-title">{row.title ?? t('Sent from another device')}</span>
          <span className="item-meta">
            <span>{t(kindNames[row.kind])}</span>
            <span className="num">
              {row.sent
                ? timeWords(row.sent, locale)
                : row.status?.epoch
                  ? t('Round {n}', { n: row.status.epoch })
                  : UNKNOWN}
            </span>
          </span>
          <span className={`state ${state.tone && `state-${state.tone}`}`}>
            <Icon name={state.icon} />
            {state.text}
          </span>
        </span>
        <span className="item-end">
          {pay &&
            (isPaid(row) ? (
              <b className="num">+{kula(pay.amount, locale)}</b>
            ) : (
              <span className="num soft">{kula(pay.amount, locale)}</span>
            ))}
        </span>
      </Link>
      {row.status?.again && row.item && (
        <div className="item-below">
          <SendAgain status={row.status} item={row.item} isSmall />
        </div>
      )}
      {until && (
        <p className="row item-below">
          <span className="note num">
            {t('Can be taken back until about {time}', { time: timeWords(until * 1_000, locale) })}
          </span>
          <TakeBackButton record={row.id} title={row.title ?? ''} isSmall />
        </p>
      )}
    </li>
  )
}
