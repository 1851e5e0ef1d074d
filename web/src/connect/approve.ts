// One approval by an owner: a session key of this device may send records for a year. What waited is sent at once.

import { Problem } from '@kula/client'
import type { Address, Hex, TypedDataDefinition } from 'viem'
import { chats, put } from '../chat/state/chats'
import { sendNow } from '../feedback/outbox'
import { SignFailure } from './ends'
import { askNetwork, gateway } from './gateway'
import { type AccountKind, forgetGuest, forgetUnknownKeys, guestKey, keepSession, session } from './sessions'

export interface Owner {
  kind: AccountKind
  address: Address
  through: string
  isRecoverable: boolean
  sign: (message: TypedDataDefinition) => Promise<Hex>
}

export async function approve(owner: Owner, licence: string): Promise<void> {
  const network = await askNetwork()
  const guest = await guestKey()
  const { prepareGrant, sendGrant } = await import('@kula/client/signing')
  const prepared = prepareGrant(network, { owner: owner.address, key: guest.key, licence })
  const signature = await owner.sign(prepared as unknown as TypedDataDefinition)
  const { grant, signature: grantSignature } = await sendGrant(gateway, prepared.message, signature).catch((error) => {
    throw error instanceof Problem && error.slug === 'invalid-signature'
      ? new SignFailure('unfit', error.message)
      : error
  })
  await keepSession({
    owner: owner.address,
    kind: owner.kind,
    key: guest.key,
    secret: guest.secret,
    grant,
    grantSignature,
    licence,
    chain: network.addresses.grants,
    since: Date.now(),
    until: Number(prepared.message.expiry) * 1_000,
    through: owner.through,
    isRecoverable: owner.isRecoverable,
  })
  await forgetGuest()
  forgetUnknownKeys()
  adoptChats(owner.address)
  await sendNow()
}

// The guest's chats are this owner's from now on.
function adoptChats(owner: Address): void {
  for (const chat of Object.values(chats.get())) if (chat.owner === null) put({ ...chat, owner })
}

/** The licence that is offered first: the one of this device's last approval, or the gateway's first. */
export function firstLicence(licences: string[]): string {
  const last = session.get()?.licence
  return last && licences.includes(last) ? last : (licences[0] ?? 'CC0-1.0')
}
