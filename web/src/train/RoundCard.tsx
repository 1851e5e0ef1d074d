// The open round: how long it takes records, and what earns.
import { network } from '../connect/gateway'
import { useWords } from '../i18n'
import { timeWords } from '../money/clock'
import { RoundClock } from '../money/RoundClock'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { useSentInRound } from './useSentInRound'

export function RoundCard() {
  const { t, locale } = useWords()
  const now = useObservable(network)
  const clock = now?.clock
  const sent = useSentInRound(now)
  return (
    <aside className="stack" aria-label={t('This round')}>
      {clock && (
        <section className="card card-quiet">
          <h2>{t('This round')}</h2>
          <div className="round">
            <RoundClock phase="scoring" />
            <div>
              <b>{t('closes about {time}', { time: timeWords(clock.ends_at * 1_000, locale) })}</b>
              {sent > 0 && (
                <p className="note num">{t('You sent {n, plural, one {# record} other {# records}}', { n: sent })}</p>
              )}
              <p className="note num">
                {t('scored by about {score} · paid about {pay}', {
                  score: timeWords(clock.scored_at * 1_000, locale),
                  pay: timeWords(clock.paid_at * 1_000, locale),
                })}
              </p>
            </div>
            <span />
          </div>
        </section>
      )}
      <section className="card card-quiet">
        <h2>{t('What earns')}</h2>
        <ul className="points">
          <li>
            <Icon name="check" />
            <p>{t('New, true, useful text in your own words')}</p>
          </li>
          <li>
            <Icon name="none" />
            <p>{t('Copies, filler and guesses earn nothing')}</p>
          </li>
        </ul>
      </section>
    </aside>
  )
}
