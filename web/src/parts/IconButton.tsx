// A button that shows an icon only; its name is read out and shown as a tooltip.
import type { ButtonHTMLAttributes } from 'react'
import { Icon } from './Icon'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: string
  name: string
}

export function IconButton({ icon, name, className = '', ...rest }: Props) {
  return (
    <button type="button" className={`icon-btn ${className}`.trim()} aria-label={name} title={name} {...rest}>
      <Icon name={icon} />
    </button>
  )
}
