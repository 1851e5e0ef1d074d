// The validators and their stake, as the chain has them, and who was absent, as this gateway counted it.
import { get, type Network } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../connect/gateway'
import { whole } from '../connect/whole'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Asking } from '../parts/Asking'
import { kula } from '../parts/amounts'
import { digits } from '../parts/isLike'
import { ValidatorRow } from './ValidatorRow'

const STEP = 5
const VALIDATORS = {
  epochs: [0],
  validators: [{ owner: '', operator: '', stake: digits, jailed_until: 0, epochs: [{}] }],
}

export function ValidatorsCard({ network }: { network: Network }) {
  const { t, locale } = useWords()
  const seats = useQuery({
    queryKey: ['seats'],
    queryFn: async () => (await import('./chain')).readSeats(network),
    staleTime: 300_000,
  })
  const all = useQuery({
    queryKey: ['validators'],
    queryFn: () => get(gateway, '/v1/network/validators').then(whole(VALIDATORS)),
    staleTime: 300_000,
  })
  const [isWhole, setWhole] = useState(false)
  const attended = new Map(all.data?.validators.map((one) => [one.operator.toLowerCase(), one]))
  const jailed = (all.data?.validators ?? []).filter((one) => !one.seated && one.jailed_until > network.now)
  const shown = seats.data?.slice(0, isWhole ? undefined : STEP) ?? []
  const total = seats.data?.reduce((sum, { weight }) => sum + weight, 0n) ?? 0n
  return (
    <section className="card" aria-labelledby="validators">
      <h2 id="validators">
        {seats.data
          ? t('{n, plural, one {# validator} other {# validators}}', { n: seats.data.length })
          : t('Validators')}
      </h2>
      {seats.isLoading && <Asking />}
      {seats.isError && <AskAgain line={t('The chain does not answer.')} onAsk={() => void seats.refetch()} />}
      {seats.data && (
        <>
          <p className="note num">{t('{amount} KULA at stake in all', { amount: kula(total, locale) })}</p>
          <ul className="list">
            {shown.map(({ operator, weight }) => (
              <ValidatorRow
                key={operator}
                operator={operator}
                stake={weight}
                did={attended.get(operator.toLowerCase())}
              />
            ))}
            {jailed.map((one) => (
              <ValidatorRow key={one.owner} operator={one.operator} stake={BigInt(one.stake)} did={one} />
            ))}
          </ul>
          {all.data ? (
            <p className="note">
              {t('Attendance is this server’s count over the last {n, plural, one {# round} other {# rounds}}.', {
                n: all.data.epochs.length,
              })}
            </p>
          ) : (
            all.isError && <p className="note">{t('This server does not tell who was absent.')}</p>
          )}
          {seats.data.length > STEP && (
            <button type="button" className="btn btn-bare" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? t('Show fewer') : t('and {n} more, with less stake', { n: seats.data.length - STEP })}
            </button>
          )}
        </>
      )}
    </section>
  )
}
