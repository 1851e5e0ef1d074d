// The keys that may send records for the account, and the end of each.

import type { GrantStatus } from '@kula/client'
import { useState } from 'react'
import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { fullDay } from '../../i18n/times'
import { AskAgain } from '../../parts/AskAgain'
import { Asking } from '../../parts/Asking'
import { shortAddress } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { useAccount } from '../../records/useAccount'
import { EndDeviceSheet } from './EndDeviceSheet'
import { useKeys } from './useKeys'

export function DevicesCard({ owner }: { owner: Session }) {
  const { t, locale } = useWords()
  const account = useAccount()
  const [ending, setEnding] = useState<GrantStatus | null>(null)
  const [ended, setEnded] = useState<string[]>([])
  const keys = useKeys(owner.owner)
  const gone = new Set(keys.data?.filter(({ revoked_in }) => revoked_in > 0).map(({ key }) => key))
  const now = Date.now() / 1_000
  const seen = new Set<string>()
  const grants = (account.data?.grants ?? []).filter(({ key, expiry }) => {
    const isNew = expiry > now && !seen.has(key) && !ended.includes(key) && !gone.has(key)
    seen.add(key)
    return isNew
  })
  return (
    <section className="card" aria-labelledby="devices">
      <h2 id="devices">{t('Devices that send for you')}</h2>
      {account.isLoading && <Asking />}
      {account.isError && <AskAgain line={t('Not known right now')} onAsk={() => void account.refetch()} />}
      {ended.length > 0 && (
        <p className="state state-good" role="status">
          <Icon name="done" />
          {t('Its access has ended.')}
        </p>
      )}
      {account.isSuccess && grants.length === 0 && (
        <p className="note">{t('No device may send for you right now. Your next feedback asks for it.')}</p>
      )}
      <ul className="list">
        {grants.map((grant) => {
          const isThis = grant.key === owner.key
          const name = isThis ? t('This device') : t('Another device, {key}', { key: shortAddress(grant.key) })
          return (
            <li key={grant.key}>
              <div className="item">
                <span className={isThis ? 'badge badge-accent' : 'badge'}>
                  <Icon name={isThis ? 'device' : 'laptop'} />
                </span>
                <span>
                  <span className="item-wrap">{name}</span>
                  <span className="note item-wrap num">
                    {isThis && `${t('since {day}', { day: fullDay(owner.since, locale) })} · `}
                    {t('ends {day}', { day: fullDay(grant.expiry * 1_000, locale) })}
                  </span>
                </span>
                <button
                  type="button"
                  className="btn btn-bare"
                  aria-label={t('End: {device}', { device: name })}
                  onClick={() => setEnding(grant)}
                >
                  {t('End')}
                </button>
              </div>
            </li>
          )
        })}
      </ul>
      {account.isSuccess && keys.isError && (
        <p className="note">{t('A key that was ended may stay in this list until it runs out.')}</p>
      )}
      {ending && (
        <EndDeviceSheet
          owner={owner}
          grant={ending}
          onClose={() => setEnding(null)}
          onEnded={(key) => {
            setEnding(null)
            setEnded((all) => [...all, key])
          }}
        />
      )}
    </section>
  )
}
