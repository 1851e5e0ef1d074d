// What a correction took out and put in.
import type { Message } from '@kula/client'
import { useEffect, useState } from 'react'
import type { Piece } from '../feedback/diff'
import type { Item } from '../feedback/item'

export function CorrectedQuote({ item }: { item: Item }) {
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
