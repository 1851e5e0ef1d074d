// Makes a session key, has the wallet sign one grant for it, and registers the grant with the gateway.
import type { Address } from 'viem'
import type { Config } from 'wagmi'
import { signTypedData } from 'wagmi/actions'
import { type Network, post } from '../api'
import { keepSession, newKey, type Session } from '../session'
import { type Grant, randomNonce, signingDomain, types } from '../signed'

const YEAR = 365 * 86_400
const PER_EPOCH = 200

export interface GrantOptions {
  network: Network
  owner: Address
  licence: string
}

export async function grant(config: Config, { network, owner, licence }: GrantOptions): Promise<Session> {
  const { secret, account } = newKey()
  const message: Grant = {
    owner,
    key: account.address,
    payTo: owner,
    licences: [licence],
    origin: network.origin,
    maxPerEpoch: PER_EPOCH,
    expiry: BigInt(network.now + YEAR),
    nonce: randomNonce(),
  }
  const domain = signingDomain(network.chain_id, network.addresses.grants)
  const signature = await signTypedData(config, {
    domain,
    types: { Grant: types.Grant },
    primaryType: 'Grant',
    message,
  })
  const sent = {
    ...message,
    licences: [...message.licences],
    expiry: Number(message.expiry),
    nonce: message.nonce.toString(),
  }
  const { grant: hash } = await post('/v1/grants', { grant: sent, signature })
  return keepSession(network.addresses.grants, owner, secret, hash, licence)
}
