// The way back at the top of a page that lies below a tab.
import { Link } from 'wouter'
import { Icon } from '../parts/Icon'

export function PageTop({ href, name }: { href: string; name: string }) {
  return (
    <div className="top page-top">
      <Link className="back" href={href}>
        <Icon name="left" />
        {name}
      </Link>
    </div>
  )
}
