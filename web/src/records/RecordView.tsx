// One record: its way as a story, its numbers, and its receipt.

import { get, Problem, type RecordStatus, readTrace } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { gateway, network } from '../connect/gateway'
import { session } from '../connect/sessions'
import { whole } from '../connect/whole'
import { kindNames } from '../feedback/item'
import { outbox } from '../feedback/outbox'
import { SendAgain } from '../feedback/SendAgain'
import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { dayName } from '../i18n/times'
import { AskAgain } from '../parts/AskAgain'
import { kula, licenceName } from '../parts/amounts'
import { download } from '../parts/download'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { maybe } from '../storage/isLike'
import { EndCard } from './ends/EndCard'
import { isLive } from './live'
import { NoRecord } from './NoRecord'
import { PromiseCard } from './promises/PromiseCard'
import { type Row, stateOf } from './rows'
import { STATUS } from './status'
import { RecordStory } from './story/RecordStory'
import { ScoreFact } from './story/ScoreFact'
import { SELDOM } from './useAccount'
import { useLive } from './useLive'

const HASH = /^0x[0-9a-f]{64}$/

const TRACE = { record: { licence: '' }, grant: { key: '' }, gateway: '', steps: [{ step: '' }] }

export function RecordView() {
  const { t, locale } = useWords()
  const { record = '' } = useParams<{ record: string }>()
  const now = useObservable(network)
  const live = useObservable(isLive)
  useLive()
  const item = Object.values(useObservable(outbox)).find((one) => one.record === record || one.id === record) ?? null
  const hash = item?.record ?? record
  const isHash = HASH.test(hash)
  const status = useQuery({
    queryKey: ['record', hash],
    enabled: isHash,
    queryFn: (): Promise<RecordStatus> => get(gateway, '/v1/records/{record}', hash).then(whole(STATUS)),
    refetchInterval: ({ state }) => (live || isOver(state.data?.state) ? false : SELDOM),
  })
  const trace = useQuery({
    queryKey: ['trace', hash, status.data?.state],
    enabled: isHash,
    queryFn: () => readTrace(gateway, hash, item?.body?.salt).then(whole(maybe(TRACE))),
  })
  const owner = useObservable(session)?.owner
  const isMine = item !== null || (owner !== undefined && status.data?.owner === owner)
  const kind = status.data?.kind ?? item?.content.kind ?? 'conversation'
  const row: Row = {
    id: hash,
    kind,
    title: item?.title ?? null,
    sent: item?.sent ?? null,
    status: status.data ?? null,
    item,
  }
  const state = stateOf(row, now, t, locale)
  const licence = trace.data?.record.licence ?? item?.body?.record.licence
  useTitle(t('The story of a record'))
  if (!item && (!isHash || (status.error instanceof Problem && status.error.status === 404))) return <NoRecord />
  const heading = row.sent
    ? t('{kind} of {day}', { kind: t(kindNames[kind]), day: dayName(row.sent, locale) })
    : t(kindNames[kind])
  return (
    <>
      <PageTop href="/records" name={t('Records')} />
      <div className="page page-split page-story">
        <div className="page-head">
          <Link className="only-desk small" href="/records">
            {t('Your records')}
          </Link>
          <h1>{t('The story of a record')}</h1>
          <p className="soft">{heading}</p>
        </div>
        <div className="facts-area stack">
          <section className="card" aria-labelledby="facts">
            <h2 id="facts">{t('In short')}</h2>
            {status.isError && <AskAgain line={t('Not known right now')} onAsk={() => void status.refetch()} />}
            <dl className="facts">
              <div>
                <dt>{t('State')}</dt>
                <dd>
                  <span className={`state ${state.tone && `state-${state.tone}`}`}>
                    <Icon name={state.icon} />
                    {state.text}
                  </span>
                </dd>
              </div>
              <div>
                <dt>{t('Score')}</dt>
                <dd className="num">
                  <ScoreFact status={status.data} floor={Number(status.data?.floor ?? now?.parameters.floor ?? 64)} />
                </dd>
              </div>
              <div>
                <dt>{t('Pay')}</dt>
                <dd className="num">
                  {status.data?.pay ? t('{amount} KULA', { amount: kula(status.data.pay.amount, locale) }) : '—'}
                </dd>
              </div>
              <div>
                <dt>{t('Licence')}</dt>
                <dd>{licence ? licenceName(licence) : '—'}</dd>
              </div>
            </dl>
            <SendAgain status={row.status} item={item} />
            {item?.receipt && (
              <button
                type="button"
                className="btn"
                onClick={() => download(`kula-receipt-${hash.slice(2, 10)}.json`, JSON.stringify(item, null, 1))}
              >
                <Icon name="download" />
                {t('Save receipt')}
              </button>
            )}
          </section>
          <PromiseCard item={item} />
        </div>
        <RecordStory row={row} trace={trace.data ?? null} network={now} isMine={isMine} />
        <EndCard row={row} payTo={trace.data?.grant.payTo ?? null} />
      </div>
    </>
  )
}

function isOver(state: string | undefined): boolean {
  return state === 'final' || state === 'void'
}
