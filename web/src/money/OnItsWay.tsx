// What is on its way: the true sum, and where each round stands, with the times of the network's clock.
import type { AccountStatus, Network } from '@kula/client'
import { useWords } from '../i18n'
import { Asking } from '../parts/Asking'
import { kula, UNKNOWN } from '../parts/amounts'
import type { Row } from '../records/rows'
import { paidBy, scoredBy } from './clock'
import { RoundRow } from './RoundRow'

interface Props {
  rows: Row[]
  /** Undefined if they are not known. */
  totals: AccountStatus | undefined
  isAsking: boolean
  network: Network | null
}

export function OnItsWay({ rows, totals, isAsking, network }: Props) {
  const { t, locale } = useWords()
  const epochs = network?.epochs ?? []
  const way = totals && BigInt(totals.pending) + BigInt(totals.claimable)
  const scoring = totals ? totals.records.received + totals.records.posted : 0
  const sent = rows.filter(({ status }) => isScoring(status?.state)).map((row) => row.sent ?? 0)
  const latest = Math.max(0, ...sent) || Date.now()
  const times = { score: scoredBy(network, latest, locale), pay: paidBy(network, null, latest, locale) }
  const rounds = roundsOf(rows)
  const late = [network?.clock, ...epochs].find((round) => round?.late && round.phase !== 'challenge')
  function payTime(epoch: number): string {
    const pay = paidBy(network, epoch, null, locale)
    return pay ? t('paid about {pay}', { pay }) : ''
  }
  return (
    <section className="card" aria-labelledby="way">
      <div className="card-head">
        <h2 id="way">{t('On its way')}</h2>
        <b className="num">{t('{amount} KULA', { amount: kula(way, locale) })}</b>
      </div>
      {isAsking && <Asking />}
      {!isAsking && totals === undefined && <p className="note">{t('Not known right now.')}</p>}
      {totals && scoring + totals.records.reported === 0 && way === 0n && (
        <p className="note">{t('Nothing is on its way.')}</p>
      )}
      <ul className="list">
        {scoring > 0 && (
          <RoundRow
            phase="scoring"
            title={t('Scoring')}
            line={[
              t('{n, plural, one {# record} other {# records}}', { n: scoring }),
              times.score && times.pay
                ? t('scored by about {score} · paid about {pay}', { score: times.score, pay: times.pay })
                : '',
              late ? t('late; this is the new time') : '',
            ]}
            amount={UNKNOWN}
          />
        )}
        {rounds.map(({ epoch, count, sum }) => (
          <RoundRow
            key={epoch}
            phase="objections"
            title={t('Round {n}: open to objections', { n: epoch })}
            line={[
              t('{n, plural, one {# record} other {# records}}', { n: count }),
              payTime(epoch),
              epochs.find((round) => round.epoch === epoch)?.late ? t('late; this is the new time') : '',
            ]}
            amount={kula(sum, locale)}
          />
        ))}
        {totals && BigInt(totals.claimable) > 0n && (
          <RoundRow
            phase="objections"
            title={t('Scored for good')}
            line={[t('paid by itself in a moment')]}
            amount={kula(totals.claimable, locale)}
          />
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

function isScoring(state: string | undefined): boolean {
  return state === 'received' || state === 'posted'
}

interface Round {
  epoch: number
  count: number
  sum: bigint
}

/** The rounds of scored records that are not final, newest first, as what is being scored stands before them. */
function roundsOf(rows: Row[]): Round[] {
  const rounds = new Map<number, Round>()
  for (const { status } of rows) {
    if (status?.state !== 'reported' || status.epoch === null) continue
    const { count, sum } = rounds.get(status.epoch) ?? { count: 0, sum: 0n }
    const amount = BigInt(status.pay?.amount ?? 0)
    rounds.set(status.epoch, { epoch: status.epoch, count: count + 1, sum: sum + amount })
  }
  return [...rounds.values()].sort((a, b) => b.epoch - a.epoch)
}
