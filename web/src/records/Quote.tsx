// The words of a record, short.

import type { Message } from '@kula/client'
import { Markdown } from '../chat/markdown/Markdown'
import type { Item } from '../feedback/item'
import { reasonNames } from '../feedback/reasons'
import { useWords } from '../i18n'
import { CorrectedQuote } from './CorrectedQuote'

export function Quote({ item }: { item: Item }) {
  const { t } = useWords()
  const { content } = item
  if (content.kind === 'correction') return <CorrectedQuote item={item} />
  if (content.kind === 'preference') {
    const chosen = content.outcome === 'b' ? content.b : content.a
    const names = { a: t('A is better'), b: t('B is better'), tie: t('Tie'), 'both-bad': t('Both bad') }
    return (
      <>
        <p className="note">{names[content.outcome as keyof typeof names]}</p>
        <div className="quote prose">
          <Markdown text={String(chosen)} />
        </div>
      </>
    )
  }
  const last = (content.messages as unknown as Message[]).at(-1)
  const reasons = (content.reasons as (keyof typeof reasonNames)[] | undefined) ?? []
  return (
    <>
      {content.kind === 'rating' && (
        <p className="note">
          {[
            content.rating === 1 ? t('Good answer') : t('Bad answer'),
            ...reasons.map((code) => t(reasonNames[code])),
          ].join(' · ')}
        </p>
      )}
      <div className="quote prose">
        <Markdown text={last?.content ?? ''} />
      </div>
    </>
  )
}
