// One step of a record's way.
import type { ReactNode } from 'react'
import { Icon } from '../../parts/Icon'

interface Props {
  icon: string
  title: string
  time?: string
  children?: ReactNode
}

export function StoryStep({ icon, title, time, children }: Props) {
  return (
    <li>
      <span className="badge badge-accent">
        <Icon name={icon} />
      </span>
      <div>
        <h2>
          {title} {time && <time>{time}</time>}
        </h2>
        {children}
      </div>
    </li>
  )
}
