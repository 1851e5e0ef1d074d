// Takes a record back until it is posted: the gateway destroys its text. The session key of the record signs it.
import type { Address, Hex, PrivateKeyAccount } from 'viem'
import { type Client, type Network, postTo } from '../http.ts'
import { opinionTypes } from '../opinions.ts'
import type { TakenBack } from '../shapes.ts'
import { domainOf } from '../signed.ts'

export interface TakeBackOptions {
  owner: Address
  record: Hex
  account: PrivateKeyAccount
}

/** Rejects with Problem `already-posted` if it is too late. */
export async function takeBack(client: Client, network: Network, options: TakeBackOptions): Promise<TakenBack> {
  const { owner, record, account } = options
  const message = { owner, gateway: network.gateway, record }
  const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'TakeBack', message } as const
  const signature = await account.signTypedData(typed)
  return postTo(client, '/v1/take-backs', { record, signature })
}
