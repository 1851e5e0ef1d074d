// Counts down to the moment at which a busy gateway is asked again, and asks it then.
import { useEffect, useState } from 'react'
import { useWords } from '../../i18n'
import { retry } from '../state/asking'

interface Props {
  chat: string
  turn: string
  /** Milliseconds. */
  at: number
}

export function Retry({ chat, turn, at }: Props) {
  const { t } = useWords()
  const [first] = useState(() => secondsUntil(at))
  const [left, setLeft] = useState(first)
  useEffect(() => {
    function look() {
      setLeft(secondsUntil(at))
      // A page that nobody looks at waits, so that many open tabs are no crowd.
      if (secondsUntil(at) === 0 && !document.hidden) retry(chat, turn)
    }
    const timer = setInterval(look, 1_000)
    return () => clearInterval(timer)
  }, [chat, turn, at])
  return (
    <span className="note">
      <span aria-hidden="true">{t('We try again in {n} s.', { n: left })}</span>
      <span className="hidden">{t('We try again in {n} s.', { n: first })}</span>
    </span>
  )
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.ceil((at - Date.now()) / 1_000))
}
