// Makes what is signed to take a record back until it is posted. Its session key or its owner signs it.

import type { Address, Hex } from 'viem'
import { opinionTypes } from '../../opinions.ts'
import type { Network } from '../../shapes.ts'
import { domainOf } from '../../signed.ts'

export function prepareTakeBack(network: Network, owner: Address, record: Hex) {
  const message = { owner, gateway: network.gateway, record }
  const types = { TakeBack: opinionTypes.TakeBack }
  return { domain: domainOf(network), types, primaryType: 'TakeBack', message } as const
}
