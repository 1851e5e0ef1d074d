// Follows what happens to an account's records, by one stream that comes back by itself after a break.

import type { Address } from 'viem'
import type { Client } from '../../http.ts'
import type { Change } from '../../shapes.ts'
import { readEvents } from '../../streams/readEvents.ts'

export interface Watcher {
  onChange: (change: Change) => void
  /** Whether the stream is open. Without it nothing is told. */
  onLive?: (isLive: boolean) => void
}

const KINDS: Change['change'][] = ['record', 'estimate', 'epoch', 'paid', 'reset']

/** Returns what ends it. */
export function watchAccount(client: Client, account: Address, { onChange, onLive }: Watcher): () => void {
  const url = `${client.url}/v1/accounts/${account}/events`
  const tell = (data: string) => onChange(JSON.parse(data) as Change)
  if (typeof EventSource === 'undefined') return readEvents(url, { onData: tell, onOpen: (isLive) => onLive?.(isLive) })
  const source = new EventSource(url)
  source.onopen = () => onLive?.(true)
  source.onerror = () => onLive?.(false)
  for (const kind of KINDS) source.addEventListener(kind, (event) => tell((event as MessageEvent<string>).data))
  return () => source.close()
}
