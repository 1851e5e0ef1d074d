// This page's gateway, and the others that the chain lists.
import type { Network } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { shortAddress } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import type { Gateway } from './chain'

export function GatewaysCard({ network }: { network: Network }) {
  const { t } = useWords()
  const all = useQuery({
    queryKey: ['gateways'],
    queryFn: async () => (await import('./chain')).readGateways(network),
    staleTime: 300_000,
  })
  const own: Gateway = { address: network.gateway, url: network.origin }
  const others = (all.data ?? []).filter(({ address }) => address.toLowerCase() !== own.address.toLowerCase())
  return (
    <section className="card" aria-labelledby="gateways">
      <h2 id="gateways">{t('Gateways')}</h2>
      <ul className="list">
        <li>
          <div className="item">
            <span className="badge badge-accent">
              <Icon name="network" />
            </span>
            <span>
              <span className="item-title">{location.host}</span>
              <span className="item-meta">
                <span>{t('Kula {n} · you use it now', { n: network.served.model })}</span>
                <span className="code">{shortAddress(own.address)}</span>
              </span>
            </span>
            <span className="state state-good">
              <Icon name="done" />
              {t('Here')}
            </span>
          </div>
        </li>
        {others.map((gateway) => (
          <li key={gateway.address}>
            <div className="item">
              <span className="badge">
                <Icon name="network" />
              </span>
              <span>
                <span className="item-title">{hostOf(gateway.url) ?? t('Without an address')}</span>
                <span className="item-meta code">{shortAddress(gateway.address)}</span>
              </span>
              <span />
            </div>
          </li>
        ))}
      </ul>
      {all.isError && <AskAgain line={t('The chain does not answer.')} onAsk={() => void all.refetch()} />}
    </section>
  )
}

/** The host of an address that an operator wrote, or null if it is no web address. */
function hostOf(url: string): string | null {
  try {
    const { host, protocol } = new URL(url)
    return /^https?:$/.test(protocol) ? host : null
  } catch {
    return null
  }
}
