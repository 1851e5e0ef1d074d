// Sends KULA to another address: the owner signs, and the gateway sends it for the fee that was signed.
import { Problem } from '@kula/client'
import type { Address, Hex } from 'viem'
import { askNetwork, gateway, knownNetwork } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { signAsOwner } from '../../connect/signAsOwner'
import { addressFault } from '../payout/changePayout'
import { parseAmount } from './amount'

export interface Plan {
  to: Address
  value: bigint
  fee: bigint
}

export type Fault = 'length' | 'letter' | 'own' | 'amount' | 'balance'

/** What is signed. It is kept until it is known whether it was sent, and every try sends these bytes. */
export type Signed = Plan & { send: () => Promise<Hex>; isUsed: () => Promise<boolean> }

export async function ownBalance(owner: Address): Promise<string> {
  const { balanceOf } = await import('@kula/client/signing')
  return String(await balanceOf(await knownNetwork(), owner))
}

/** Returns what would be sent, or what is wrong with it. `balance` and the least fee are in units of 10^-18 KULA. */
export async function planOf(
  owner: Session,
  to: string,
  text: string,
  balance: bigint,
  leastFee = 0n,
): Promise<Plan | Fault> {
  const fault = await addressFault(to)
  if (fault) return fault
  const { getAddress } = await import('viem')
  if (getAddress(to) === owner.owner) return 'own'
  const value = parseAmount(text)
  if (value === null) return 'amount'
  const asked = BigInt((await askNetwork()).transfer_fee)
  const fee = leastFee > asked ? leastFee : asked
  return value + fee > balance ? 'balance' : { to: getAddress(to), value, fee }
}

export async function signPlan(owner: Session, plan: Plan): Promise<Signed> {
  const { isTransferUsed, prepareTransfer, sendTransfer } = await import('@kula/client/signing')
  const network = await knownNetwork()
  const prepared = prepareTransfer(network, { from: owner.owner, to: plan.to, value: plan.value })
  // The fee that was shown is the fee that is signed.
  const typed = { ...prepared, message: { ...prepared.message, fee: plan.fee } }
  const signature = await signAsOwner(owner, typed)
  return {
    ...plan,
    send: () => sendTransfer(gateway, typed.message, signature),
    isUsed: () => isTransferUsed(network, typed.message),
  }
}

export type Outcome =
  | { end: 'sent'; transaction: Hex | null }
  | { end: 'unknown' }
  | { end: 'refused'; slug: string; leastFee: bigint }

/** Sends what is signed. A try after one without an answer first looks whether that one got through. */
export async function sendSigned(signed: Signed, isAgain: boolean): Promise<Outcome> {
  if (isAgain && (await signed.isUsed().catch(() => false))) return { end: 'sent', transaction: null }
  try {
    return { end: 'sent', transaction: await signed.send() }
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) return { end: 'unknown' }
    return { end: 'refused', slug: error.slug, leastFee: error.leastFee }
  }
}
