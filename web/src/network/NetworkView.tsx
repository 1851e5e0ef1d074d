// The network's rounds, and this gateway. Everything here is public.

import { get } from '@kula/client'
import { useQueries } from '@tanstack/react-query'
import { askNetwork, gateway, network } from '../connect/gateway'
import type { Message } from '../i18n'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { kula, shortAddress, UNKNOWN } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'

const COUNT = 6
const phases: Record<string, Message> = {
  open: 'Taking records',
  commit: 'Scoring',
  reveal: 'Scoring',
  report: 'Scoring',
  challenge: 'Open to objections',
  final: 'Paid|round',
}

export function NetworkView() {
  const { t, locale } = useWords()
  const now = useObservable(network)
  useTitle(t('Network'))
  const newest = now?.epoch ?? 0
  const numbers = Array.from({ length: Math.min(COUNT, newest) }, (_, place) => newest - place)
  const rounds = useQueries({
    queries: numbers.map((number) => ({
      queryKey: ['round', number],
      queryFn: () => get(gateway, '/v1/epochs/{number}', number),
      staleTime: 60_000,
    })),
  })
  const number = (value: number | undefined) =>
    value === undefined ? UNKNOWN : new Intl.NumberFormat(locale).format(value)
  const last = rounds[1]?.data
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('The network, now')}</h1>
        <p className="soft">{t('Everything here is public. You need no account to read it.')}</p>
      </div>
      {!now && <AskAgain line={t('Not known right now')} onAsk={() => void askNetwork().catch(() => undefined)} />}
      <dl className="stats">
        <div>
          <dt className="note">{t('Current round')}</dt>
          <dd className="num lead">{number(now?.epoch)}</dd>
        </div>
        <div>
          <dt className="note">{t('Records in the last round')}</dt>
          <dd className="num lead">{number(last?.records)}</dd>
        </div>
        <div>
          <dt className="note">
            {t('Pay per point above {floor}, at most', { floor: now?.parameters.floor ?? UNKNOWN })}
          </dt>
          <dd className="num lead">{t('{amount} KULA', { amount: kula(now?.parameters.cap, locale) })}</dd>
        </div>
      </dl>
      <div className="board">
        <section className="card" aria-labelledby="rounds">
          <h2 id="rounds">{t('Rounds')}</h2>
          <div className="table-wrap">
            <table>
              <caption className="hidden">{t('Rounds')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('Round')}</th>
                  <th scope="col">{t('State')}</th>
                  <th scope="col" className="td-num">
                    {t('Records')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {numbers.map((round, place) => {
                  const seen = rounds[place]?.data
                  const phase = seen && phases[seen.phase]
                  return (
                    <tr key={round}>
                      <td className="num">{number(round)}</td>
                      <td>{phase ? t(phase) : (seen?.phase ?? UNKNOWN)}</td>
                      <td className="td-num">{number(seen?.records)}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
        </section>
        <section className="card" aria-labelledby="gateways">
          <h2 id="gateways">{t('Your gateway')}</h2>
          <ul className="list">
            <li>
              <div className="item">
                <span className="badge">
                  <Icon name="network" />
                </span>
                <span>
                  <span className="item-title">{location.host}</span>
                  <span className="item-meta">
                    {now && <span>{t('Kula {n} · you use it now', { n: now.served.model })}</span>}
                    {now && <span className="code">{shortAddress(now.gateway)}</span>}
                  </span>
                </span>
                {now && (
                  <span className="state state-good">
                    <Icon name="done" />
                    {t('Here')}
                  </span>
                )}
              </div>
            </li>
          </ul>
        </section>
      </div>
    </div>
  )
}
