// Says an answer to screen readers: each sentence when it is finished, and then how the answer ended.
import { useEffect, useRef, useState } from 'react'
import { type Message, useWords } from '../i18n'
import type { Turn } from './state/talk'

const endings: Partial<Record<Turn['state'], Message>> = { broken: 'Broken off', stopped: 'Stopped by you' }

export function LiveRegion({ turn }: { turn: Turn | undefined }) {
  const { t } = useWords()
  const [said, setSaid] = useState('')
  const heard = useRef({ id: '', length: 0 })
  useEffect(() => {
    if (turn?.role !== 'assistant') return
    if (turn.state !== 'writing') {
      if (heard.current.id === turn.id) setSaid(t(endings[turn.state] ?? 'Answer complete'))
      heard.current = { id: '', length: 0 }
      return
    }
    if (heard.current.id !== turn.id) heard.current = { id: turn.id, length: 0 }
    const rest = turn.content.slice(heard.current.length)
    const end = Math.max(...['. ', '! ', '? ', '。', '！', '？', '\n'].map((mark) => rest.lastIndexOf(mark)))
    if (end < 0) return
    heard.current.length += end + 1
    setSaid(rest.slice(0, end + 1))
  }, [turn, t])
  return (
    <p className="hidden" aria-live="polite">
      {said}
    </p>
  )
}
