// The network's rounds, validators and gateways. Everything here is public.

import { get } from '@kula/client'
import { useQueries, useQuery } from '@tanstack/react-query'
import { askNetwork, gateway, network } from '../connect/gateway'
import { whole } from '../connect/whole'
import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { timeWords } from '../money/clock'
import { AskAgain } from '../parts/AskAgain'
import { kula, UNKNOWN } from '../parts/amounts'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { GatewaysCard } from './GatewaysCard'
import { RoundsCard } from './RoundsCard'
import { ValidatorsCard } from './ValidatorsCard'

const COUNT = 6
const ROUND = { phase: '', records: 0 }

export function NetworkView() {
  const { t, locale } = useWords()
  const now = useObservable(network)
  useTitle(t('Network'))
  const newest = now?.epoch ?? 0
  const numbers = Array.from({ length: Math.min(COUNT, newest) }, (_, place) => newest - place)
  const rounds = useQueries({
    queries: numbers.map((number) => ({
      queryKey: ['round', number],
      queryFn: () => get(gateway, '/v1/epochs/{number}', number).then(whole(ROUND)),
      staleTime: 60_000,
    })),
  })
  const paid = useQuery({
    queryKey: ['paid'],
    enabled: now !== null,
    queryFn: async () => (now ? (await import('./chain')).readPaid(now) : null),
    staleTime: 60_000,
  })
  const number = (value: number | undefined) =>
    value === undefined ? UNKNOWN : new Intl.NumberFormat(locale).format(value)
  const stats = [
    [
      now?.clock.ends_at
        ? t('Round, closes about {time}', { time: timeWords(1_000 * now.clock.ends_at, locale) })
        : t('Current round'),
      number(now?.epoch),
    ],
    [t('Records in the last round'), number(rounds[1]?.data?.records)],
    [t('KULA paid so far'), kula(paid.data, locale)],
    [
      t('Pay per point above {floor}, at most', { floor: now?.parameters.floor ?? UNKNOWN }),
      t('{amount} KULA', { amount: kula(now?.parameters.cap, locale) }),
    ],
  ]
  return (
    <>
      <PageTop href="/me" name={t('Me')} />
      <div className="page">
        <div className="page-head">
          <h1>{t('The network, now')}</h1>
          <p className="soft">{t('Everything here is public. You need no account to read it.')}</p>
        </div>
        {!now && <AskAgain line={t('Not known right now')} onAsk={() => void askNetwork().catch(() => undefined)} />}
        {now && (
          <dl className="stats">
            {stats.map(([name, value]) => (
              <div key={name}>
                <dt className="note">{name}</dt>
                <dd className="num lead">{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <div className="board">
          <RoundsCard numbers={numbers} rounds={rounds.map(({ data }) => data)} isKnown={now !== null} />
          {now && (
            <div className="stack">
              <ValidatorsCard network={now} />
              <GatewaysCard network={now} />
            </div>
          )}
        </div>
      </div>
    </>
  )
}
