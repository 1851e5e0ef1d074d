// The tab bar of phones.
import { Link, useLocation } from 'wouter'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { useViews } from './useViews'

export function Tabs() {
  const { t } = useWords()
  const [at] = useLocation()
  const views = [...useViews(), { href: '/me', icon: 'me', name: t('Me') }]
  return (
    <nav className="tabs" aria-label={t('Tabs')}>
      {views.map(({ href, icon, name }) => (
        <Link key={href} href={href} aria-current={isCurrent(href, at) ? 'page' : undefined}>
          <Icon name={icon} /> <span>{name}</span>
        </Link>
      ))}
    </nav>
  )
}

export function isCurrent(href: string, at: string): boolean {
  if (href === '/') return at === '/' || at.startsWith('/c/')
  if (href === '/money') return at.startsWith('/money') || at.startsWith('/records')
  if (href === '/me') return ['/me', '/import', '/help'].some((under) => at.startsWith(under))
  if (href === '/models') return at.startsWith('/models') || at.startsWith('/datasets')
  return at.startsWith(href)
}
