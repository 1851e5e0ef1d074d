// Two answers side by side. Neither shows where it comes from until the person has chosen.
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../i18n'
import type { Turn } from '../state/talk'
import { PairSide } from './PairSide'
import { RevealHead } from './RevealHead'

export function PairView({ pair, isDecided = false }: { pair: [Turn, Turn]; isDecided?: boolean }) {
  const { t } = useWords()
  const [shown, setShown] = useState(0)
  const row = useRef<HTMLDivElement>(null)
  const names = [t('Answer A'), t('Answer B')]
  function show(place: number) {
    setShown(place)
    scrollTo(row.current, place)
  }
  // On a phone one answer is seen at a time: the chosen one, once there is a choice.
  const isB = pair[0].reveal?.outcome === 'b'
  useEffect(() => {
    if (!isB) return
    setShown(1)
    scrollTo(row.current, 1)
  }, [isB])
  return (
    <li className="stack">
      {isDecided ? <RevealHead pair={pair} /> : <h1>{t('Which answer is better?')}</h1>}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of two buttons */}
      <div className="seg seg-wide only-phone" role="group" aria-label={t('Show answer')}>
        {names.map((name, place) => (
          <button type="button" key={name} aria-pressed={shown === place} onClick={() => show(place)}>
            {name}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/noNoninteractiveTabindex: it scrolls sideways */}
      <div className="pair" tabIndex={0} role="group" aria-label={t('Two answers')} ref={row}>
        {pair.map((turn, place) => (
          <PairSide key={turn.id} turn={turn} letter={place === 0 ? 'A' : 'B'} name={names[place] ?? ''} />
        ))}
      </div>
    </li>
  )
}

function scrollTo(row: HTMLElement | null, place: number): void {
  row?.querySelectorAll('.side-answer')[place]?.scrollIntoView({ inline: 'start', block: 'nearest' })
}
