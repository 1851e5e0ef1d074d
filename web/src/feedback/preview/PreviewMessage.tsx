// One message of what leaves, with its personal details marked.
import { useWords } from '../../i18n'
import { maskOf, type Personal } from './personal'
import type { Line } from './previewLines'

interface Props {
  line: Omit<Line, 'isFixed'> & { marks: { mark: Personal; choice: string }[] }
  /** Another writer than Kula. */
  writer?: string | undefined
  /** Without it the message cannot be left out. */
  onTick?: ((isTicked: boolean) => void) | undefined
  onDecide: (mark: Personal, choice: 'hide' | 'keep') => void
}

export function PreviewMessage({ line, writer, onTick, onDecide }: Props) {
  const { t } = useWords()
  const name =
    line.role === 'user' ? t('You') : line.role === 'corrected' ? t('Your correction') : (writer ?? t('Kula'))
  return (
    <li>
      <div className="item">
        {!onTick ? (
          <span />
        ) : (
          <input
            className="tick"
            type="checkbox"
            aria-label={`${name}: ${line.content.slice(0, 40)}`}
            checked={line.isTicked}
            onChange={(event) => onTick(event.target.checked)}
          />
        )}
        <span>
          <b className="note">{name}</b>
          <span className="item-wrap plain-text" dir="auto">
            {pieces()}
          </span>
          {line.isTicked &&
            line.marks
              .filter(({ choice }) => choice === 'open')
              .map(({ mark }) => (
                <span className="row" key={mark.start}>
                  <button type="button" className="btn" onClick={() => onDecide(mark, 'hide')}>
                    {t('Hide: {detail}', { detail: line.content.slice(mark.start, mark.end) })}
                  </button>
                  <button type="button" className="btn btn-bare" onClick={() => onDecide(mark, 'keep')}>
                    {t('Keep it')}
                  </button>
                </span>
              ))}
        </span>
        <span />
      </div>
    </li>
  )

  function pieces() {
    let at = 0
    const out: React.ReactNode[] = []
    for (const { mark, choice } of line.marks) {
      out.push(line.content.slice(at, mark.start))
      const inside = line.content.slice(mark.start, mark.end)
      if (choice === 'hide')
        out.push(
          <span className="redacted" key={mark.start}>
            {maskOf(mark)}
          </span>,
        )
      else
        out.push(
          <mark className="mark" key={mark.start}>
            {inside}
          </mark>,
        )
      at = mark.end
    }
    out.push(line.content.slice(at))
    return out
  }
}
