// Has the owner sign the end of a session key, and the gateway relay it.
import type { Address } from 'viem'
import { gateway, knownNetwork } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { signAsOwner } from '../../connect/signAsOwner'

export async function endDevice(owner: Session, key: Address): Promise<void> {
  const { prepareRevocation, sendRevocation } = await import('@kula/client/signing')
  const message = prepareRevocation(await knownNetwork(), owner.owner, key)
  const signature = await signAsOwner(owner, message)
  await sendRevocation(gateway, { owner: owner.owner, key, signature })
}
