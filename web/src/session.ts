// The session key: made here, kept in this browser, able to sign records within its grant and nothing else.
import type { Address, Hex, PrivateKeyAccount } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

interface Kept {
  owner: Address
  key: Hex
  grant: Hex
  licence: string
  chain: string
}

export interface Session {
  owner: Address
  account: PrivateKeyAccount
  grant: Hex
  licence: string
}

export function newKey(): { secret: Hex; account: PrivateKeyAccount } {
  const secret = generatePrivateKey()
  return { secret, account: privateKeyToAccount(secret) }
}

export function keepSession(chain: string, owner: Address, secret: Hex, grant: Hex, licence: string): Session {
  const kept: Kept = { owner, key: secret, grant, licence, chain }
  localStorage.setItem(`kula.session.${owner}`, JSON.stringify(kept))
  return { owner, account: privateKeyToAccount(secret), grant, licence }
}

export function readSession(chain: string, owner: Address): Session | null {
  const text = localStorage.getItem(`kula.session.${owner}`)
  if (!text) return null
  const kept = JSON.parse(text) as Kept
  if (kept.chain !== chain) return null
  return { owner, account: privateKeyToAccount(kept.key), grant: kept.grant, licence: kept.licence }
}

export function forgetSession(owner: Address): void {
  localStorage.removeItem(`kula.session.${owner}`)
}

export function keepReceipt(receipt: { record: Hex }, salt: Hex): void {
  const all = JSON.parse(localStorage.getItem('kula.receipts') ?? '[]') as unknown[]
  localStorage.setItem('kula.receipts', JSON.stringify([...all, { ...receipt, salt }]))
}

export function receiptsText(): string {
  const all = JSON.parse(localStorage.getItem('kula.receipts') ?? '[]') as unknown[]
  return all.map((row) => JSON.stringify(row)).join('\n')
}
