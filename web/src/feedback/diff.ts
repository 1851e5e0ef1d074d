// The words in which two texts differ.
import { diffWordsWithSpace } from 'diff'

export interface Piece {
  kind: 'same' | 'out' | 'in'
  text: string
}

/** The shorter text keeps at least this share of its letters. Otherwise it was written anew, and the words left are chance. */
const KEPT = 0.5

export function diff(before: string, after: string): Piece[] {
  // Chinese has no spaces between words: the browser's own word borders are taken.
  const intlSegmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  const pieces = diffWordsWithSpace(before, after, { intlSegmenter }).map(
    ({ added, removed, value }): Piece => ({ kind: added ? 'in' : removed ? 'out' : 'same', text: value }),
  )
  const same = pieces.filter(({ kind }) => kind === 'same').reduce((sum, { text }) => sum + lettersOf(text), 0)
  if (same >= KEPT * Math.min(lettersOf(before), lettersOf(after))) return pieces
  return [
    { kind: 'out', text: before },
    { kind: 'same', text: '\n' },
    { kind: 'in', text: after },
  ]
}

function lettersOf(text: string): number {
  return text.replace(/[\s\p{P}]/gu, '').length
}
