// The words of a record, short.

import type { Message } from '@kula/client'
import { useEffect, useState } from 'react'
import { Markdown } from '../chat/markdown/Markdown'
import type { Piece } from '../feedback/diff'
import type { Item } from '../feedback/item'
import { reasonNames } from '../feedback/reasons'
import { useWords } from '../i18n'

export function Quote({ item }: { item: Item }) {
  const { t } = useWords()
  const { content } = item
  if (content.kind === 'correction') return <Corrected item={item} />
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

function Corrected({ item }: { item: Item }) {
  const [pieces, setPieces] = useState<Piece[]>([])
  const before = (item.content.messages as unknown as Message[]).at(-1)?.content ?? ''
  const after = String(item.content.corrected)
  useEffect(() => {
    void import('../feedback/diff').then(({ diff }) => setPieces(diff(before, after)))
  }, [before, after])
  return (
    <p className="quote plain-text">
      {pieces.map((piece, place) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one comparison never move
        if (piece.kind === 'out') return <del key={place}>{piece.text}</del>
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        if (piece.kind === 'in') return <ins key={place}>{piece.text}</ins>
        return piece.text
      })}
    </p>
  )
}
