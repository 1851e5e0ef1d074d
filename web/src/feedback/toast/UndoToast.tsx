// The countdown before an opinion leaves, with View and Undo; afterwards, what became of it.
import { useEffect, useRef, useState } from 'react'
import { uncorrect } from '../../chat/state/asking'
import { chat } from '../../chat/state/chats'
import { session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { Lazy } from '../../parts/Lazy'
import { useObservable } from '../../parts/observable'
import { HOLD, type Item } from '../item'
import { isPaused, outbox, pause, undo } from '../outbox'
import { preview } from '../preview/preview'

// Without it nothing is said; the answer shows that its record was received.
const loadSent = () =>
  import('./SentToast').then(
    ({ SentToast }) => SentToast,
    () => () => null,
  )
const RING = 56.5
const SHOW_SENT = 15_000

export function UndoToast() {
  const items = useObservable(outbox)
  const isOwned = useObservable(session) !== null
  const [dismissed, dismiss] = useState('')
  const held = Object.values(items)
    .filter((item) => item.state === 'held')
    .sort((a, b) => b.created - a.created)[0]
  const [opened] = useState(Date.now)
  const sent = Object.values(items)
    .filter((item) => item.state === 'received' && (item.sent ?? 0) > Math.max(opened, Date.now() - SHOW_SENT))
    .sort((a, b) => (b.sent ?? 0) - (a.sent ?? 0))[0]
  useTicks(held !== undefined || sent !== undefined)
  if (held && isOwned) return <Counting item={held} />
  if (sent && sent.id !== dismissed)
    return <Lazy load={loadSent} props={{ item: sent, onClose: () => dismiss(sent.id) }} isQuiet />
  return null
}

function useTicks(isOn: boolean): void {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!isOn) return
    const timer = setInterval(() => tick((count) => count + 1), 500)
    return () => clearInterval(timer)
  }, [isOn])
}

function Counting({ item }: { item: Item }) {
  const { t } = useWords()
  const paused = useObservable(isPaused)
  const box = useRef<HTMLDivElement>(null)
  const left = Math.max(0, item.due - Date.now())
  useEffect(() => () => pause(false), [])
  async function takeBack() {
    const gone = await undo(item.id)
    pause(false)
    if (gone?.content.kind === 'correction') restore(gone)
    document.querySelector<HTMLElement>('#message')?.focus()
  }
  return (
    <div
      className="toast"
      ref={box}
      role="status"
      onMouseEnter={() => pause(true)}
      onMouseLeave={() => pause(false)}
      onFocus={() => pause(true)}
      onBlur={(event) => !box.current?.contains(event.relatedTarget) && pause(false)}
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
