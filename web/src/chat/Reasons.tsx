// Why an answer is good or bad: some boxes to tick, all of them optional.
import { mostReasons } from '../content'
import type { Words } from '../words'

interface Props {
  ticked: string[]
  onTick: (ticked: string[]) => void
  words: Words
}

export function Reasons({ ticked, onTick, words }: Props) {
  return (
    <details>
      <summary>{words.reasonsTitle}</summary>
      <fieldset className="reasons" aria-label={words.reasonsTitle}>
        {Object.entries(words.reasons).map(([code, name]) => (
          <label key={code} className="check">
            <input
              type="checkbox"
              checked={ticked.includes(code)}
              disabled={!ticked.includes(code) && ticked.length === mostReasons}
              onChange={(event) =>
                onTick(event.target.checked ? [...ticked, code] : ticked.filter((other) => other !== code))
              }
            />{' '}
            {name}
          </label>
        ))}
      </fieldset>
    </details>
  )
}
