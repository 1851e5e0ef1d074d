// The countdown before an opinion leaves; afterwards, what became of it.
import { useEffect, useState } from 'react'
import { session } from '../../connect/sessions'
import { Lazy } from '../../parts/Lazy'
import { useObservable } from '../../parts/observable'
import { outbox } from '../outbox'
import { Counting } from './Counting'

// Without it nothing is said; the answer shows that its record was received.
const loadSent = () =>
  import('./SentToast').then(
    ({ SentToast }) => SentToast,
    () => () => null,
  )
const SHOW_SENT = 15_000

export function UndoToast() {
  const items = useObservable(outbox)
  const owner = useObservable(session)?.owner
  const [dismissed, dismiss] = useState('')
  const held = Object.values(items)
    .filter((item) => item.state === 'held')
    .sort((a, b) => b.created - a.created)[0]
  const [opened] = useState(Date.now)
  const sent = Object.values(items)
    .filter((item) => item.state === 'received' && !item.ended && item.owner === owner)
    .filter((item) => (item.sent ?? 0) > Math.max(opened, Date.now() - SHOW_SENT))
    .sort((a, b) => (b.sent ?? 0) - (a.sent ?? 0))[0]
  useTicks(held !== undefined || sent !== undefined)
  if (held && owner) return <Counting item={held} />
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
