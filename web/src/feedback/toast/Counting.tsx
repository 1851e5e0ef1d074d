// The countdown before an opinion leaves, with View and Undo.
import { useEffect, useRef } from 'react'
import { uncorrect } from '../../chat/state/asking'
import { chat } from '../../chat/state/chats'
import { useWords } from '../../i18n'
import { useObservable } from '../../parts/observable'
import { HOLD, type Item } from '../item'
import { isPaused, pause, undo } from '../outbox'
import { preview } from '../preview/preview'

const RING = 56.5

export function Counting({ item }: { item: Item }) {
  const { t } = useWords()
  const paused = useObservable(isPaused)
  const box = useRef<HTMLDivElement>(null)
  // The whole time runs again after it was read.
  const left = paused ? HOLD : Math.max(0, item.due - Date.now())
  useEffect(() => () => void pause(false), [])
  async function takeBack() {
    const gone = await undo(item.id)
    await pause(false)
    if (gone?.content.kind === 'correction') restore(gone)
    document.querySelector<HTMLElement>('#message')?.focus()
  }
  return (
    <div
      className="toast"
      ref={box}
      role="status"
      onMouseEnter={() => void pause(true)}
      onMouseLeave={() => void pause(false)}
      onFocus={() => void pause(true)}
      onBlur={(event) => !box.current?.contains(event.relatedTarget) && void pause(false)}
    >
      <svg className="count" viewBox="0 0 24 24" aria-hidden="true">
        <circle className="track" cx="12" cy="12" r="9" />
        <circle
          cx="12"
          cy="12"
          r="9"
          strokeDasharray={`${(RING * left) / HOLD} ${RING}`}
          transform="rotate(-90 12 12)"
        />
      </svg>
      <span className="toast-text">
        {paused ? (
          t('Waits while you look')
        ) : (
          <span aria-hidden="true">{t('Sending in {n} s', { n: Math.ceil(left / 1_000) })}</span>
        )}
        {!paused && <span className="hidden">{t('Sending soon. You can undo it.')}</span>}
      </span>
      <button type="button" className="btn" onClick={() => preview.set({ kind: 'item', item })}>
        {t('View')}
      </button>
      <button type="button" className="btn" onClick={() => void takeBack()}>
        {t('Undo')}
      </button>
    </div>
  )
}

// The correction goes back into its editor, so that no word is lost.
function restore(item: Item): void {
  const turn = chat(item.chat)?.turns[item.turn]
  if (turn) uncorrect(item.chat, turn, String(item.content.corrected))
}
