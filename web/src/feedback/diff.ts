// The words in which two texts differ.
import { diffWordsWithSpace } from 'diff'

export interface Piece {
  kind: 'same' | 'out' | 'in'
  text: string
}

export function diff(before: string, after: string): Piece[] {
  // Chinese has no spaces between words: the browser's own word borders are taken.
  const intlSegmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  return diffWordsWithSpace(before, after, { intlSegmenter }).map(({ added, removed, value }) => ({
    kind: added ? 'in' : removed ? 'out' : 'same',
    text: value,
  }))
}
