// What was paid, what is on its way, and how it goes on. What is not known is never 0.
import { Link } from 'wouter'
import { network } from '../connect/gateway'
import { offerAccount } from '../connect/offer'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Asking } from '../parts/Asking'
import { kula } from '../parts/amounts'
import { Empty } from '../parts/Empty'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { RecordRow } from '../records/RecordRow'
import { isPaid } from '../records/rows'
import { useLive } from '../records/useLive'
import { useRows } from '../records/useRows'
import { OnItsWay } from './OnItsWay'
import { PayChart } from './PayChart'
import { PayoutCard } from './payout/PayoutCard'
import { SendCard } from './send/SendCard'
import { useLastSeen } from './useLastSeen'

export function MoneyView() {
  const { t, locale } = useWords()
  const owner = useObservable(session)
  const now = useObservable(network)
  const { account, pages, rows } = useRows()
  useLive()
  const earned = account.isError ? undefined : account.data?.paid
  const lastSeen = useLastSeen(owner?.owner, earned)
  useTitle(t('Money'))
  const isEmpty =
    account.isSuccess && BigInt(account.data.earned) + BigInt(account.data.pending) === 0n && rows.length === 0
  const paid = rows.filter(isPaid).slice(0, 3)
  return (
    <div className={owner && !isEmpty ? 'page page-split' : 'page page-narrow'}>
      {account.isError && (
        <div className="span">
          <AskAgain
            line={
              lastSeen
                ? t(
                    'The chain does not answer. Your KULA is safe; we cannot show it now. Last seen at {time}: {amount}.',
                    { time: lastSeen.time, amount: kula(lastSeen.amount, locale) },
                  )
                : t('The chain does not answer. Your KULA is safe; we cannot show it now.')
            }
            onAsk={() => void account.refetch()}
          />
        </div>
      )}
      <div className="stack">
        <section className="stack-tight" aria-labelledby="balance">
          <h1 id="balance" className="note">
            {t('Paid to you')}
          </h1>
          <p className="sum" data-testid="earned">
            <span>{owner ? kula(earned, locale) : kula('0', locale)}</span>
            <small>KULA</small>
          </p>
          {account.isError && (
            <p className="state state-wait">
              <Icon name="alert" />
              {t('Not known right now')}
            </p>
          )}
          <p className="note">{t('KULA is this network’s own token. It has no promised market value.')}</p>
        </section>
        {!owner || isEmpty ? (
          <Empty
            icon="mark"
            title={t('Nothing earned yet')}
            line={t('Rate or correct one answer. If it passes, pay follows by itself.')}
            action={
              owner ? (
                <Link className="btn btn-main" href="/">
                  {t('Start with one')}
                </Link>
              ) : (
                <button type="button" className="btn btn-main" onClick={() => offerAccount(true)}>
                  {t('Get paid for feedback')}
                </button>
              )
            }
          />
        ) : (
          <>
            <OnItsWay
              rows={rows}
              totals={account.isError ? undefined : account.data}
              isAsking={account.isLoading}
              network={now}
            />
            <PayChart />
          </>
        )}
      </div>
      {owner && !isEmpty && (
        <div className="stack">
          <SendCard owner={owner} />
          <PayoutCard owner={owner} />
          <section className="card" aria-labelledby="last">
            <div className="card-head">
              <h2 id="last">{t('Last paid')}</h2>
              <Link className="btn btn-bare" href="/records">
                {t('All records')}
              </Link>
            </div>
            {paid.length > 0 ? (
              <ul className="list">
                {paid.map((row) => (
                  <RecordRow key={row.id} row={row} network={now} />
                ))}
              </ul>
            ) : pages.isLoading ? (
              <Asking />
            ) : (
              <p className="note">{pages.isError ? t('Not known right now.') : t('Nothing earned yet')}</p>
            )}
          </section>
        </div>
      )}
    </div>
  )
}
