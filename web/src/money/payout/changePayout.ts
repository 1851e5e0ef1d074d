// Another pay-out address: a new grant for the same key of this device, signed by the owner.
import type { Address } from 'viem'
import { askNetwork, gateway } from '../../connect/gateway'
import { keepSession, type Session } from '../../connect/sessions'
import { signAsOwner } from '../../connect/signAsOwner'

const LENGTH = 42

/** What is wrong with an address as it was typed; empty if nothing is. */
export async function addressFault(text: string): Promise<'' | 'length' | 'letter'> {
  if (text.length !== LENGTH) return 'length'
  const { isAddress } = await import('viem')
  return isAddress(text) ? '' : 'letter'
}

export async function changePayout(owner: Session, to: string): Promise<void> {
  const { getAddress } = await import('viem')
  const { prepareGrant, sendGrant } = await import('@kula/client/signing')
  const payTo: Address = getAddress(to)
  const prepared = prepareGrant(await askNetwork(), {
    owner: owner.owner,
    key: owner.key,
    licence: owner.licence,
    payTo,
  })
  const signature = await signAsOwner(owner, prepared)
  const { grant, signature: grantSignature } = await sendGrant(gateway, prepared.message, signature)
  await keepSession({ ...owner, grant, grantSignature, payTo, until: Number(prepared.message.expiry) * 1_000 })
}
