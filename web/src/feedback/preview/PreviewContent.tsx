// What leaves this device, with messages to tick, and personal details to hide or keep.
import { useState } from 'react'
import { session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { Rich } from '../../i18n/Rich'
import { licenceName } from '../../parts/amounts'
import { Banner } from '../../parts/Banner'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { PreviewMessage } from './PreviewMessage'
import { findPersonal, type Personal } from './personal'
import { type Preview, preview } from './preview'
import { linesOf, sendPreview } from './previewLines'

export function PreviewContent({ shown }: { shown: Preview }) {
  const { t } = useWords()
  const licence = useObservable(session)?.licence ?? 'CC0-1.0'
  const [lines, setLines] = useState(() =>
    linesOf(shown).map((line) => ({
      ...line,
      marks: findPersonal(line.content).map((mark) => ({ mark, choice: 'open' })),
    })),
  )
  const isPast = shown.kind === 'item'
  const ticked = lines.filter((line) => line.isTicked)
  const choices = ticked.flatMap((line) => line.marks.map(({ choice }) => choice))
  const open = choices.filter((choice) => choice === 'open').length
  const hidden = choices.filter((choice) => choice === 'hide').length
  const count = choices.length
  const close = () => preview.set(null)

  function decide(place: number, mark: Personal | null, choice: 'hide' | 'keep') {
    setLines((all) =>
      all.map((line, at) =>
        place < 0 || at === place
          ? { ...line, marks: line.marks.map((one) => (!mark || one.mark === mark ? { ...one, choice } : one)) }
          : line,
      ),
    )
  }

  function tick(place: number, isTicked: boolean) {
    setLines((all) => all.map((one, at) => (at === place ? { ...one, isTicked } : one)))
  }

  async function send() {
    const chosen = lines.map(({ content, isTicked, marks }) => ({
      content,
      isTicked,
      hidden: marks.filter(({ choice }) => choice === 'hide').map(({ mark }) => mark),
    }))
    close()
    await sendPreview(shown, chosen)
  }

  return (
    <Sheet title={t('This is what becomes public')} wide onClose={close}>
      {!isPast && count > 0 && (
        <Banner
          icon="alert"
          round
          action={
            hidden < count && (
              <button type="button" className="btn" onClick={() => decide(-1, null, 'hide')}>
                {count === 1 ? t('Hide it') : t('Hide all {n}', { n: count })}
              </button>
            )
          }
        >
          <Rich
            text={t(
              '**{n, plural, one {# personal detail} other {# personal details}} found** on this device. Nothing has left it.',
              { n: count },
            )}
          />
        </Banner>
      )}
      <ul className="list">
        {lines.map((line, place) => (
          <PreviewMessage
            key={line.id}
            line={line}
            onTick={isPast || line.isFixed ? undefined : (isTicked) => tick(place, isTicked)}
            onDecide={(mark, choice) => decide(place, mark, choice)}
          />
        ))}
      </ul>
      <p className="note">{t('Licence {licence}. Public if it is paid.', { licence: licenceName(licence) })}</p>
      {!isPast && (
        <div className="row">
          <button
            type="button"
            className="btn btn-main"
            disabled={open > 0 || ticked.length === 0}
            onClick={() => void send()}
          >
            {t('Send {n, plural, one {# message} other {# messages}}', { n: ticked.length })}
          </button>
          <button type="button" className="btn btn-bare" onClick={close}>
            {t('Cancel')}
          </button>
          {open > 0 && <span className="note">{t('First hide or keep each marked detail.')}</span>}
        </div>
      )}
    </Sheet>
  )
}
