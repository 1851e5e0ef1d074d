// What a correction takes out and puts in.
import { useMemo } from 'react'
import { useWords } from '../i18n'
import { diff, type Piece } from './diff'

const AROUND = 80

interface Props {
  before: string
  after: string
}

export function Changes({ before, after }: Props) {
  const { t } = useWords()
  const pieces = useMemo(() => diff(before, after), [before, after])
  const count = (kind: Piece['kind']) => pieces.filter((piece) => piece.kind === kind).length
  return (
    <div className="stack-tight">
      <div className="row">
        <h2>{t('What changes')}</h2>
        <span className="note push num">{t('{out} out, {in} in', { out: count('out'), in: count('in') })}</span>
      </div>
      <p className="diff plain-text">
        {pieces.map((piece, place) => {
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one comparison never move
          if (piece.kind === 'out') return <del key={place}>{piece.text}</del>
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          if (piece.kind === 'in') return <ins key={place}>{piece.text}</ins>
          return shorten(piece.text)
        })}
      </p>
    </div>
  )
}

// What stays the same is shown only around the changes.
function shorten(text: string): string {
  const letters = [...text]
  if (letters.length <= 3 * AROUND) return text
  return `${letters.slice(0, AROUND).join('')} … ${letters.slice(-AROUND).join('')}`
}
