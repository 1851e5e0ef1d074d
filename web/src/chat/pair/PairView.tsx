// Two answers side by side. Neither shows where it comes from until the person has chosen.
import { useRef, useState } from 'react'
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
    row.current?.querySelectorAll('.side-answer')[place]?.scrollIntoView({ inline: 'start', block: 'nearest' })
  }
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
