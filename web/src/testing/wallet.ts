// A wallet for tests that reads what it is asked and really signs, and the session of its account.
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Session } from '../connect/sessions'
import { wallets } from '../connect/wallets'
import { owned } from './gateway'

export const holder = privateKeyToAccount(generatePrivateKey())
export const holding: Session = { ...owned, owner: holder.address, kind: 'wallet', through: 'test.wallet' }

/** Puts the wallet into the browser. `declines` makes it refuse whatever it is asked. Returns what it was asked to sign; `sent` gets transactions. */
export function offerWallet(
  declines = false,
  sent: { to: string; data: string }[] = [],
): { message: Record<string, string>; primaryType: string }[] {
  const asked: { message: Record<string, string>; primaryType: string }[] = []
  async function request({ method, params }: { method: string; params?: unknown[] }): Promise<unknown> {
    if (method === 'eth_chainId') return '0x7a69'
    const isTransaction = method === 'eth_sendTransaction'
    if (method !== 'eth_signTypedData_v4' && !isTransaction) return [holder.address]
    if (declines) throw Object.assign(new Error('User rejected the request'), { code: 4001 })
    if (isTransaction) return sent.push(params?.[0] as (typeof sent)[number])
    const { types, ...typed } = JSON.parse(String(params?.[1]))
    asked.push(typed)
    const { EIP712Domain: _, ...rest } = types
    return holder.signTypedData({ types: rest, ...typed })
  }
  wallets.set([{ rdns: 'test.wallet', name: 'Test wallet', icon: '', provider: { request } }])
  return asked
}
