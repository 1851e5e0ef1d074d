// A row of a list that does something, or leads somewhere.
import { Link } from 'wouter'
import { Icon } from '../../parts/Icon'

interface Props {
  icon: string
  title: string
  note?: string
  href?: string
  onClick?: () => void
}

export function ItemButton({ icon, title, note, href, onClick }: Props) {
  const inside = (
    <>
      <span className="badge">
        <Icon name={icon} />
      </span>
      <span>
        <span className="item-wrap">{title}</span>
        {note && <span className="note item-wrap">{note}</span>}
      </span>
      <Icon name="right" className="soft" />
    </>
  )
  return (
    <li>
      {href ? (
        <Link className="item" href={href}>
          {inside}
        </Link>
      ) : (
        <button type="button" className="item item-button" onClick={onClick}>
          {inside}
        </button>
      )}
    </li>
  )
}
