// Makes the message that an owner signs to end a session key.

import type { Address } from 'viem'
import type { Network } from '../../shapes.ts'
import { domainOf, types } from '../../signed.ts'

export function prepareRevocation(network: Network, owner: Address, key: Address) {
  const message = { owner, key }
  return { domain: domainOf(network), types: { Revoke: types.Revoke }, primaryType: 'Revoke', message } as const
}
