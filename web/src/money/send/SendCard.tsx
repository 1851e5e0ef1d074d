// What the account holds, and the way to send it elsewhere.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { AskAgain } from '../../parts/AskAgain'
import { kula } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { SendSheet } from './SendSheet'
import { ownBalance } from './sendKula'

export function SendCard({ owner }: { owner: Session }) {
  const { t, locale } = useWords()
  const [isOpen, setOpen] = useState(false)
  const balance = useQuery({ queryKey: ['balance', owner.owner], queryFn: () => ownBalance(owner.owner) })
  const amount = balance.isError ? undefined : balance.data
  return (
    <section className="card" aria-labelledby="send">
      <div className="card-head">
        <h2 id="send">{t('In this account')}</h2>
        <b className="num">{t('{amount} KULA', { amount: kula(amount, locale) })}</b>
      </div>
      {balance.isError && <AskAgain line={t('Not known right now.')} onAsk={() => void balance.refetch()} />}
      <button
        type="button"
        className="btn btn-line"
        disabled={amount === undefined || amount === '0'}
        onClick={() => setOpen(true)}
      >
        <Icon name="send" />
        {t('Send KULA')}
      </button>
      {isOpen && amount !== undefined && (
        <SendSheet
          owner={owner}
          balance={BigInt(amount)}
          onClose={() => {
            setOpen(false)
            void balance.refetch()
          }}
        />
      )}
    </section>
  )
}
