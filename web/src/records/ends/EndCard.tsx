// How a record can end, or has ended: taken back until it is posted, erased later.
import { useState } from 'react'
import { session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { timeWords } from '../../money/clock'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import type { Row } from '../rows'
import { EraseSheet } from './EraseSheet'
import { ErasureProof } from './ErasureProof'
import { TakeBackButton } from './TakeBackButton'

interface Props {
  row: Row
  payTo: string | null
}

export function EndCard({ row, payTo }: Props) {
  const { t, locale } = useWords()
  const owner = useObservable(session)
  const [isAsking, ask] = useState(false)
  const { status, item } = row
  if (!status || status.owner !== owner?.owner) return null
  const { withheld, until } = status
  const proof = typeof item?.ended === 'object' ? item.ended : null
  const time = until ? timeWords(until * 1_000, locale) : ''
  return (
    <div className="erase-area">
      <section className="card" aria-labelledby="ends">
        <h2 id="ends">{t('Take back or erase')}</h2>
        {withheld === 'taken-back' && (
          <p className="state">
            <Icon name="undo" />
            {t('Taken back. The server has destroyed its text.')}
          </p>
        )}
        {withheld === 'erasing' && (
          <p className="state state-wait">
            <Icon name="clock" />
            {t('It is erased when its round is final; until then the validators read it.')}
          </p>
        )}
        {withheld === 'erased' && (
          <p className="state">
            <Icon name="trash" />
            {t('Erased. The server has destroyed its text and the key to it.')}
          </p>
        )}
        {proof && <ErasureProof erasure={proof} />}
        {!withheld && until && (
          <>
            <p className="note num">{t('You can take it back until about {time}, and erase it later.', { time })}</p>
            <TakeBackButton record={status.record} title={row.title ?? ''} />
          </>
        )}
        {!withheld && !until && (
          <>
            <p className="note">{t('It is posted, so it cannot be taken back. You can still erase it.')}</p>
            <button type="button" className="btn btn-danger" onClick={() => ask(true)}>
              <Icon name="trash" />
              {t('Erase this record')}
            </button>
          </>
        )}
      </section>
      {isAsking && owner && <EraseSheet owner={owner} record={status} payTo={payTo} onClose={() => ask(false)} />}
    </div>
  )
}
