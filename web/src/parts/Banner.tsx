// A state of the page: what happened, that the work is safe, and what to do.
import type { ReactNode } from 'react'
import { Icon } from './Icon'

interface Props {
  icon: string
  tone?: 'wait' | 'bad' | 'calm'
  round?: boolean
  children: ReactNode
  action?: ReactNode
}

export function Banner({ icon, tone = 'wait', round = false, children, action }: Props) {
  const classes = ['banner', tone !== 'wait' && `banner-${tone}`, round && 'banner-round'].filter(Boolean).join(' ')
  return (
    <div className={classes} role={tone === 'bad' ? 'alert' : 'status'}>
      <Icon name={icon} />
      <span className="banner-text">{children}</span>
      {action}
    </div>
  )
}
