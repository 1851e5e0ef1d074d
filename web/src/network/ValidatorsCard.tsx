// The validators and their stake, as the chain has them.
import type { Network } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { kula, shortAddress } from '../parts/amounts'
import { Icon } from '../parts/Icon'

const STEP = 5

export function ValidatorsCard({ network }: { network: Network }) {
  const { t, locale } = useWords()
  const seats = useQuery({
    queryKey: ['seats'],
    queryFn: async () => (await import('./chain')).readSeats(network),
    staleTime: 300_000,
  })
  const total = seats.data?.reduce((sum, { weight }) => sum + weight, 0n) ?? 0n
  return (
    <section className="card" aria-labelledby="validators">
      <h2 id="validators">
        {seats.data
          ? t('{n, plural, one {# validator} other {# validators}}', { n: seats.data.length })
          : t('Validators')}
      </h2>
      {seats.isError && <AskAgain line={t('The chain does not answer.')} onAsk={() => void seats.refetch()} />}
      {seats.data && (
        <>
          <p className="note num">{t('{amount} KULA at stake in all', { amount: kula(total, locale) })}</p>
          <ul className="list">
            {seats.data.slice(0, STEP).map(({ operator, weight }) => (
              <li key={operator}>
                <div className="item">
                  <span className="badge badge-accent">
                    <Icon name="shield" />
                  </span>
                  <span>
                    <span className="item-title code">{shortAddress(operator)}</span>
                    <span className="item-meta num">
                      <span>{t('{amount} KULA at stake', { amount: kula(weight, locale) })}</span>
                    </span>
                  </span>
                  <span />
                </div>
              </li>
            ))}
          </ul>
          {seats.data.length > STEP && (
            <p className="note">{t('and {n} more, with less stake', { n: seats.data.length - STEP })}</p>
          )}
        </>
      )}
    </section>
  )
}
