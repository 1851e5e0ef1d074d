// What is on its way, by where it stands.
import type { Network } from '@kula/client'
import { useWords } from '../i18n'
import { kula, UNKNOWN } from '../parts/amounts'
import type { Row } from '../records/rows'
import { isPaid, isUnpaid } from '../records/rows'
import { timeWords, untilPaid, untilScored } from './clock'
import { RoundClock } from './RoundClock'

interface Props {
  rows: Row[]
  pending: string | undefined
  isPart: boolean
  network: Network | null
}

export function OnItsWay({ rows, pending, isPart, network }: Props) {
  const { t, locale } = useWords()
  const moving = rows.filter((row) => row.item?.state !== 'waiting' && !isPaid(row) && !isUnpaid(row))
  const scored = moving.filter((row) => row.status?.state === 'reported')
  const scoring = moving.filter((row) => row.status?.state !== 'reported')
  const amount = kula(pending, locale)
  const latest = (group: Row[]) => Math.max(...group.map((row) => row.sent ?? 0))
  const sum = scored.reduce((total, row) => total + BigInt(row.status?.pay?.amount ?? 0), 0n)
  const times = (group: Row[]) =>
    network && group.length > 0 && group.every((row) => row.sent)
      ? {
          score: timeWords(latest(group) + untilScored(network), locale),
          pay: timeWords(latest(group) + untilPaid(network), locale),
        }
      : null
  const scoringTimes = times(scoring)
  const scoredTimes = times(scored)
  return (
    <section className="card" aria-labelledby="way">
      <div className="card-head">
        <h2 id="way">{t('On its way')}</h2>
        <b className="num">
          {isPart && pending !== undefined ? t('at least {amount} KULA', { amount }) : t('{amount} KULA', { amount })}
        </b>
      </div>
      {pending === undefined && <p className="note">{t('Not known right now.')}</p>}
      {pending !== undefined && moving.length === 0 && <p className="note">{t('Nothing is on its way.')}</p>}
      <ul className="list">
        {scoring.length > 0 && (
          <li className="item round">
            <RoundClock phase="scoring" />
            <span>
              <b className="item-wrap">{t('Scoring')}</b>
              <span className="note item-wrap num">
                {t('{n, plural, one {# record} other {# records}}', { n: scoring.length })}
                {scoringTimes && ` · ${t('scored by about {score} · paid about {pay}', scoringTimes)}`}
              </span>
            </span>
            <b className="num item-end">{UNKNOWN}</b>
          </li>
        )}
        {scored.length > 0 && (
          <li className="item round">
            <RoundClock phase="objections" />
            <span>
              <b className="item-wrap">{t('Open to objections')}</b>
              <span className="note item-wrap num">
                {t('{n, plural, one {# record} other {# records}}', { n: scored.length })}
                {scoredTimes && ` · ${t('paid about {pay}', scoredTimes)}`}
              </span>
            </span>
            <b className="num item-end">{kula(sum, locale)}</b>
          </li>
        )}
      </ul>
      <p className="note">
        {t(
          'Validators score a round, then anyone may object. Then it is paid automatically; you sign nothing and pay no fee.',
        )}
      </p>
    </section>
  )
}
