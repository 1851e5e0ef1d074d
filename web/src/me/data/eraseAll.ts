// Has the owner sign that every record is erased, and keeps the gateway's signed receipt of it.
import type { Erasure } from '@kula/client'
import { askNetwork, gateway } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { signAsOwner } from '../../connect/signAsOwner'
import { keepErasure } from './erasure'

export async function eraseAll(owner: Session): Promise<Erasure> {
  const { prepareErasure, sendErasure } = await import('@kula/client/signing')
  // All that was signed until now: the time is the chain's.
  const network = await askNetwork()
  const prepared = prepareErasure(network, owner.owner)
  const signature = await signAsOwner(owner, prepared)
  const erasure = await sendErasure(gateway, network, { message: prepared.message, signature })
  await keepErasure(erasure)
  return erasure
}
