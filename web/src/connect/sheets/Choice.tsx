// One way to go on, with a line that says what it is.
import type { ReactNode } from 'react'
import { Icon } from '../../parts/Icon'

interface Props {
  icon: ReactNode
  title: string
  line: string
  isMain?: boolean
  onPick: () => void
}

export function Choice({ icon, title, line, isMain = false, onPick }: Props) {
  return (
    <li>
      <button type="button" className={isMain ? 'choice choice-main' : 'choice'} onClick={onPick}>
        <span className={isMain ? 'badge badge-accent' : 'badge'}>{icon}</span>
        <span>
          <b>{title}</b>
          <span className="note">{line}</span>
        </span>
        <Icon name="right" />
      </button>
    </li>
  )
}
