// A button that opens a short list of actions. Arrow keys move, Escape closes, and the focus returns to the button.
import { type KeyboardEvent, useRef, useState } from 'react'
import { Icon } from './Icon'
import { IconButton } from './IconButton'

export interface Action {
  icon: string
  name: string
  run: () => void
}

export function Menu({ name, actions }: { name: string; actions: Action[] }) {
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])]
  function close() {
    setOpen(false)
    box.current?.querySelector<HTMLElement>('button')?.focus()
  }
  function move(event: KeyboardEvent) {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation()
      return close()
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step || !isOpen) return
    event.preventDefault()
    const all = items()
    const next = (all.indexOf(document.activeElement as HTMLElement) + step + all.length) % all.length
    all[next]?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the items inside
    <div
      className="menu"
      ref={box}
      onKeyDown={move}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <IconButton
        icon="more"
        name={name}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(!isOpen)
          if (!isOpen) requestAnimationFrame(() => items()[0]?.focus())
        }}
      />
      {isOpen && (
        <div className="menu-list" role="menu" aria-label={name}>
          {actions.map((action) => (
            <button
              type="button"
              role="menuitem"
              key={action.name}
              className="nav-button"
              onClick={() => {
                close()
                action.run()
              }}
            >
              <Icon name={action.icon} />
              {action.name}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
