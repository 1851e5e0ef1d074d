// A view without content: a heading, a line, and one button.
import type { ReactNode } from 'react'
import { Icon } from './Icon'

interface Props {
  icon: string
  title: string
  line: string
  action?: ReactNode
}

export function Empty({ icon, title, line, action }: Props) {
  return (
    <section className="card card-quiet">
      <div className="empty">
        {icon === 'mark' ? (
          <Icon name="mark" className="welcome-mark" />
        ) : (
          <span className="badge badge-large">
            <Icon name={icon} />
          </span>
        )}
        <h2>{title}</h2>
        <p className="soft">{line}</p>
        {action}
      </div>
    </section>
  )
}
