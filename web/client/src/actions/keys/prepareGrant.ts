// Makes the one message that an owner signs, so that a session key may send records for a year.

import type { Address } from 'viem'
import type { Network } from '../../shapes.ts'
import { domainOf, type Grant, randomNonce, types } from '../../signed.ts'

const YEAR = 365 * 86_400
const PER_EPOCH = 200

export interface GrantOptions {
  owner: Address
  key: Address
  licence: string
  /** Where the records' pay goes; the owner if it is left out. */
  payTo?: Address
}

export function prepareGrant(network: Network, { owner, key, licence, payTo = owner }: GrantOptions) {
  const message: Grant = {
    owner,
    key,
    payTo,
    licences: [licence],
    origin: network.origin,
    maxPerEpoch: PER_EPOCH,
    expiry: BigInt(network.now + YEAR),
    nonce: randomNonce(),
  }
  return { domain: domainOf(network), types: { Grant: types.Grant }, primaryType: 'Grant', message } as const
}
