// A gateway and an owner for tests of what is sent: both sign with real keys.

import type { Network } from '@kula/client'
import { domainOf, types } from '@kula/client/signed'
import { recordOf } from '@kula/client/signing'
import { hashTypedData } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Session } from '../connect/sessions'
import { network } from './network'

export const gateway = privateKeyToAccount(generatePrivateKey())
const owner = privateKeyToAccount(generatePrivateKey())
const secret = generatePrivateKey()
const grants = '0x2222222222222222222222222222222222222222'
export const about = {
  chain_id: 31337,
  gateway: gateway.address,
  rpc: 'http://rpc',
  now: 100,
  licences: ['CC0-1.0'],
  addresses: { grants, batches: grants },
  ...{ clock: network.clock, epochs: [], typical: [], served: network.served, epoch: 5, parameters: {} },
} as unknown as Network

/** The session of an owner whose grant the gateway knows. */
export const owned: Session = {
  owner: owner.address,
  kind: 'passkey',
  key: privateKeyToAccount(secret).address,
  secret,
  grant: '0x01',
  licence: 'CC0-1.0',
  chain: grants,
  since: 0,
  until: 0,
  through: '',
  isRecoverable: true,
}

/** The gateway's answer to a record, with a receipt that holds. */
export async function receipt(body: string): Promise<Response> {
  const record = hashTypedData({
    domain: domainOf(about),
    types,
    primaryType: 'Record',
    message: recordOf(JSON.parse(body)),
  })
  const message = { gateway: gateway.address, seq: 1n, record, lastEpoch: 6 }
  const signature = await gateway.signTypedData({ domain: domainOf(about), types, primaryType: 'Receipt', message })
  return Response.json({ record, gateway: gateway.address, seq: 1, last_epoch: 6, signature })
}

/** The gateway's refusal. */
export const problem = (slug: string, status: number) => async () =>
  Response.json({ type: `x/${slug}`, detail: slug, status, title: slug }, { status })
