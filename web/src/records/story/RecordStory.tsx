// A record's way, step by step. What this page could check, it has checked; the rest is the server's word, and says so.

import type { Network, Trace } from '@kula/client'
import { useEffect, useState } from 'react'
import type { Message } from '../../i18n'
import { useWords } from '../../i18n'
import { timeWords } from '../../money/clock'
import { kula } from '../../parts/amounts'
import { Quote } from '../Quote'
import { kindIcons, type Row } from '../rows'
import { type Checks, checkRecord, noChecks } from './checkRecord'
import { LaterSteps } from './LaterSteps'
import { Proof } from './Proof'
import { reasonText } from './reasonText'
import { ScoreBeside } from './ScoreBeside'
import { StoryStep } from './StoryStep'
import { PostedStep, stepOf } from './TraceSteps'

interface Props {
  row: Row
  trace: Trace | null
  network: Network | null
  /** Whether the viewer gave it. */
  isMine: boolean
}

const begun: Record<Row['kind'], Message> = {
  conversation: 'You gave a chat',
  rating: 'You rated an answer',
  correction: 'You corrected an answer',
  preference: 'You chose between two answers',
}

const begunByOthers: Record<Row['kind'], Message> = {
  conversation: 'Somebody gave a chat',
  rating: 'Somebody rated an answer',
  correction: 'Somebody corrected an answer',
  preference: 'Somebody chose between two answers',
}

export function RecordStory({ row, trace, network, isMine }: Props) {
  const { t, language, locale } = useWords()
  const [checks, setChecks] = useState<Checks>(noChecks)
  const { status, item, sent } = row
  useEffect(() => {
    if (network && (trace || item?.body)) void checkRecord(network, item, trace).then(setChecks)
  }, [network, item, trace])
  const floor = Number(network?.parameters.floor ?? 64)
  // Of a record of which nothing is known, nothing is foretold.
  const isOpen = status
    ? !status.pay && status.state !== 'void' && !status.withheld
    : item !== null && !item.record && item.state !== 'refused'
  const time = sent ? timeWords(sent, locale) : ''
  return (
    <ol className="story">
      <StoryStep icon={kindIcons[row.kind]} title={t((isMine ? begun : begunByOthers)[row.kind])} time={time}>
        {item ? <Quote item={item} /> : <p className="note">{t('The words are on the device that sent it.')}</p>}
        {item?.body && (
          <Proof
            check={checks.words}
            good={t('The record holds exactly these words, and this device’s key signed it.')}
            hash={row.id}
          />
        )}
      </StoryStep>
      {(trace || item?.receipt) && (
        <StoryStep icon="file" title={isMine ? t('Kula gave you a receipt') : t('Kula gave a receipt')} time={time}>
          <Proof
            check={checks.receipt}
            good={t('The receipt’s signature is the gateway’s, and it names exactly this record.')}
            hash={item?.receipt?.signature ?? trace?.receipt ?? ''}
          />
        </StoryStep>
      )}
      <PostedStep trace={trace} check={checks.steps.batch ?? 'checking'} />
      {status?.score !== null && status?.score !== undefined && status.state !== 'void' && (
        <StoryStep icon="people" title={t('The validators scored it {score}', { score: status.score })}>
          <ScoreBeside status={status} score={status.score} floor={floor} isMine={isMine} />
          {status.reasons.map((code) => (
            <p className="note" key={code}>
              {reasonText(code, language)}
            </p>
          ))}
          <Proof
            check={checks.steps.row ?? 'untold'}
            good={t('Your row stands in the report of the round that is on the chain.')}
            hash={stepOf(trace, 'row')?.root ?? ''}
          />
        </StoryStep>
      )}
      {status?.state === 'void' && (
        <StoryStep icon="none" title={t('It was not counted')}>
          {status.reasons.map((code) => (
            <p className="note" key={code}>
              {reasonText(code, language)}
            </p>
          ))}
        </StoryStep>
      )}
      {status?.pay && BigInt(status.pay.amount) > 0n && (
        <StoryStep
          icon="money"
          title={
            status.pay.final
              ? t(isMine ? 'You were paid {amount} KULA' : 'It was paid {amount} KULA', {
                  amount: kula(status.pay.amount, locale),
                })
              : t('{amount} KULA are on their way', { amount: kula(status.pay.amount, locale) })
          }
        >
          <p className="note num">
            {t('{points} points, at {price} KULA each.', {
              points: status.pay.credit,
              price: kula(status.pay.price, locale),
            })}
          </p>
          {stepOf(trace, 'payment') && (
            <Proof
              check={checks.steps.payment ?? 'checking'}
              good={t('The price and the sum are those of the chain.')}
              hash={stepOf(trace, 'payment')?.account ?? ''}
            />
          )}
        </StoryStep>
      )}
      <LaterSteps trace={trace} checks={checks.later} isMine={isMine} />
      {isOpen && (
        <StoryStep icon="clock" title={t('Then it is scored')}>
          <p className="note">
            {t(
              'Validators score a round, then anyone may object. Then it is paid automatically; you sign nothing and pay no fee.',
            )}
          </p>
        </StoryStep>
      )}
    </ol>
  )
}
