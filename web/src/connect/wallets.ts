// The wallets of this browser, as they announce themselves (EIP-6963).
import { observable } from '../parts/observable'

export interface Provider {
  request(ask: { method: string; params?: unknown[] }): Promise<unknown>
  on?(event: string, listener: (value: unknown) => void): void
  removeListener?(event: string, listener: (value: unknown) => void): void
}

export interface Wallet {
  rdns: string
  name: string
  icon: string
  provider: Provider
  /** Milliseconds after which it counts as silent, if it needs longer than others. */
  silentAfter?: number
  /** Opens the wallet's app. */
  link?: string | undefined
}

interface Announced {
  info: { uuid: string; name: string; icon: string; rdns: string }
  provider: Provider
}

export const wallets = observable<Wallet[]>([])

let isListening = false

/** Asks every wallet to announce itself. Those that load late are added as they come. */
export function findWallets(): void {
  if (!isListening) {
    isListening = true
    addEventListener('eip6963:announceProvider', (event) => take((event as CustomEvent<Announced>).detail))
  }
  dispatchEvent(new Event('eip6963:requestProvider'))
}

function take(announced: Announced | undefined): void {
  if (!announced?.info?.name || !announced.provider) return
  const { name, rdns, icon } = announced.info
  // Only pictures that are in the page: an address would tell others who looks.
  const picture = typeof icon === 'string' && /^data:image\//.test(icon) ? icon : ''
  const wallet = { rdns, name, icon: picture, provider: announced.provider }
  wallets.set((known) => (known.some((one) => one.provider === wallet.provider) ? known : [...known, wallet]))
}

/** The wallet that a session came from: one of this browser, or one that was paired by WalletConnect. */
export async function walletOf(rdns: string): Promise<Wallet | undefined> {
  if (rdns === 'walletconnect') return (await import('./walletconnect/pair')).pairedWallet()
  return wallets.get().find((wallet) => wallet.rdns === rdns)
}
