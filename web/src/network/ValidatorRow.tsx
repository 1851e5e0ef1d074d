// One validator: its stake, and how often it did its work in the newest rounds.
import type { ValidatorStatus } from '@kula/client'
import { useWords } from '../i18n'
import { dayName } from '../i18n/times'
import { kula, shortAddress } from '../parts/amounts'
import { Icon } from '../parts/Icon'

interface Props {
  operator: string
  /** In the token's smallest unit. */
  stake: bigint
  /** What the gateway counted; nothing while it is not known. */
  did: ValidatorStatus | undefined
}

export function ValidatorRow({ operator, stake, did }: Props) {
  const { t, locale } = useWords()
  const rounds = did?.epochs ?? []
  const missed = rounds.filter(({ revealed }) => !revealed).length
  const isJailed = did !== undefined && !did.seated && did.jailed_until > 0
  return (
    <li>
      <div className="item">
        <span className={isJailed ? 'badge' : 'badge badge-accent'}>
          <Icon name="shield" />
        </span>
        <span>
          <span className="item-wrap code">{shortAddress(operator)}</span>
          <span className="item-meta num">
            <span>{t('{amount} KULA at stake', { amount: kula(stake, locale) })}</span>
            {rounds.length > 0 && (
              <span>{t('scored in {n} of {all} rounds', { n: rounds.length - missed, all: rounds.length })}</span>
            )}
          </span>
        </span>
        {isJailed ? (
          <span className="state state-bad">
            <Icon name="alert" />
            {t('Lost its seat until {day}', { day: dayName(did.jailed_until * 1_000, locale) })}
          </span>
        ) : missed > 0 ? (
          <span className="state">{t('Missed {n, plural, one {# round} other {# rounds}}', { n: missed })}</span>
        ) : rounds.length > 0 ? (
          <span className="state state-good">
            <Icon name="done" />
            {t('Always there')}
          </span>
        ) : (
          <span />
        )}
      </div>
    </li>
  )
}
