// Follows what happens to an account's records, by one stream that comes back by itself after a break.

import type { Address } from 'viem'
import type { Client } from '../../http.ts'
import type { Change } from '../../shapes.ts'

export interface Watcher {
  onChange: (change: Change) => void
  /** Whether the stream is open. Without it nothing is told. */
  onLive?: (isLive: boolean) => void
}

const KINDS: Change['change'][] = ['record', 'estimate', 'epoch', 'paid', 'reset']

/** Returns what ends it. */
export function watchAccount(client: Client, account: Address, { onChange, onLive }: Watcher): () => void {
  const source = new EventSource(`${client.url}/v1/accounts/${account}/events`)
  source.onopen = () => onLive?.(true)
  source.onerror = () => onLive?.(false)
  for (const kind of KINDS)
    source.addEventListener(kind, (event) => onChange(JSON.parse((event as MessageEvent<string>).data) as Change))
  return () => source.close()
}
