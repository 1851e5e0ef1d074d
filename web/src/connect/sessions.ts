// The session keys of this device: one for each owner, and one that asks as a guest until an owner takes it.
import type { Address, Hex, PrivateKeyAccount } from 'viem'
import { isLike } from '../parts/isLike'
import { observable } from '../parts/observable'
import { drop, find, keep } from '../storage/database'
import { hearTabs, tellTabs } from '../storage/tabs'
import { knownNetwork } from './gateway'

export type AccountKind = 'wallet' | 'passkey'

/** An owner whose grant this device holds. */
export interface Session {
  owner: Address
  kind: AccountKind
  key: Address
  secret: Hex
  grant: Hex
  /** The owner's signature under the grant, as the gateway keeps it. It is part of each record's leaf. */
  grantSignature?: Hex
  licence: string
  /** Where new pay goes, if it is not the owner. */
  payTo?: Address
  /** Contract of the grants: a session is good for one deployment. */
  chain: string
  since: number
  until: number
  /** The wallet's rdns, or the passkey's id. */
  through: string
  /** The owner saved the recovery code, or has none because a wallet holds the key. */
  isRecoverable: boolean
}

interface Guest {
  secret: Hex
  key: Address
}

export const session = observable<Session | null>(null)
/** The account may have been ended on another device; then its records are refused. */
export const isEnded = observable(false)
const unknownKeys = new Set<string>()

const isHex = (value: unknown) => /^0x[0-9a-f]+$/i.test(String(value))
const GUEST = { key: isHex, secret: (value: unknown) => /^0x[0-9a-f]{64}$/i.test(String(value)) }
const SESSION = { ...GUEST, owner: isHex, grant: isHex, kind: '', licence: '', chain: '', since: 0, until: 0 }

export function readSession(value: unknown): Session | null {
  return isLike(value, SESSION) ? (value as Session) : null
}

function readGuest(value: unknown): Guest | null {
  return isLike(value, GUEST) ? (value as Guest) : null
}

export async function loadSession(): Promise<void> {
  const owner = await find('settings', 'owner', (value) => (typeof value === 'string' ? value : null))
  const kept = owner ? await find('sessions', owner.toLowerCase(), readSession) : null
  session.set(kept && kept.owner === owner ? kept : null)
  isEnded.set(false)
}

export async function keepSession(next: Session): Promise<void> {
  await keep('sessions', next.owner.toLowerCase(), next)
  await keep('settings', 'owner', next.owner)
  session.set(next)
  isEnded.set(false)
  tellTabs('session')
}

export async function forgetSession(owner: Address): Promise<void> {
  await drop('sessions', owner.toLowerCase())
  await drop('settings', 'owner')
  session.set(null)
  isEnded.set(false)
  tellTabs('session')
}

/** The key of this device that no owner has taken yet. It asks as a guest, and the next grant names it. */
export async function guestKey(): Promise<Guest> {
  const kept = await find('settings', 'guest', readGuest)
  if (kept) return kept
  const { generatePrivateKey, privateKeyToAccount } = await import('@kula/client/signing')
  const secret = generatePrivateKey()
  const made = { secret, key: privateKeyToAccount(secret).address }
  await keep('settings', 'guest', made)
  return made
}

export async function forgetGuest(): Promise<void> {
  await drop('settings', 'guest')
}

/** The key for which answers are signed, if the gateway takes it. */
export async function answerKey(): Promise<Address | undefined> {
  const now = session.get()
  if (now) {
    const { addresses } = await knownNetwork()
    return now.chain === addresses.grants && !unknownKeys.has(now.key) ? now.key : undefined
  }
  const { key } = await guestKey()
  return unknownKeys.has(key) ? undefined : key
}

/** The gateway does not know this key: it is asked without one from now on. */
export function noteUnknownKey(key: string): void {
  unknownKeys.add(key)
}

export function forgetUnknownKeys(): void {
  unknownKeys.clear()
}

export async function accountOf(of: Session): Promise<PrivateKeyAccount> {
  const { privateKeyToAccount } = await import('@kula/client/signing')
  return privateKeyToAccount(of.secret)
}

/** The account of a session key of this device; null if it is not here any more. */
export async function accountOfKey(key: Address): Promise<PrivateKeyAccount | null> {
  const { privateKeyToAccount } = await import('@kula/client/signing')
  const now = session.get()
  const guest = await find('settings', 'guest', readGuest)
  const secret = [now, guest].find((one) => one?.key === key)?.secret
  return secret ? privateKeyToAccount(secret) : null
}

hearTabs('session', () => void loadSession())
