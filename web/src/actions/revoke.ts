// Has the wallet sign the end of the session key, sends it to the gateway, and forgets the session.
import type { Config } from 'wagmi'
import { signTypedData } from 'wagmi/actions'
import { type Network, post } from '../api'
import { forgetSession, type Session } from '../session'
import { signingDomain, types } from '../signed'

export async function revoke(config: Config, network: Network, session: Session): Promise<void> {
  const message = { owner: session.owner, key: session.account.address }
  const signature = await signTypedData(config, {
    domain: signingDomain(network.chain_id, network.addresses.grants),
    types: { Revoke: types.Revoke },
    primaryType: 'Revoke',
    message,
  })
  await post('/v1/revocations', { ...message, signature })
  forgetSession(session.owner)
}
