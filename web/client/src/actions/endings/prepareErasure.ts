// Makes what is signed to erase one record, or all of an owner.

import { type Address, type Hex, zeroHash } from 'viem'
import { opinionTypes } from '../../opinions.ts'
import type { Network } from '../../shapes.ts'
import { domainOf } from '../../signed.ts'

/** The owner signs it. Without a record it erases all that were signed until now. */
export function prepareErasure(network: Network, owner: Address, record: Hex = zeroHash) {
  const message = { owner, gateway: network.gateway, record, until: BigInt(network.now) }
  const types = { EraseContent: opinionTypes.EraseContent }
  return { domain: domainOf(network), types, primaryType: 'EraseContent', message } as const
}

/** The account that the record pays signs it, so that the record's share of licence sales ends. */
export function prepareRoyaltyEnd(network: Network, account: Address, epoch: number, position: number) {
  const message = { account, epoch, pos: position }
  return { domain: domainOf(network), types: { Erase: opinionTypes.Erase }, primaryType: 'Erase', message } as const
}
