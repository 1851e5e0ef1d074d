// A wallet that behaves as real ones do, and the message that it is asked to sign.
import type { Network } from '@kula/client'
import { prepareGrant } from '@kula/client/signing'
import type { TypedDataDefinition } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { Provider } from '../connect/wallets'

export const owner = privateKeyToAccount(generatePrivateKey())
export const other = privateKeyToAccount(generatePrivateKey())
export const grants = '0x2222222222222222222222222222222222222222'
export const network = {
  chain_id: 31337,
  rpc: 'http://x',
  origin: 'http://x',
  now: 1,
  addresses: { grants },
} as unknown as Network
export const grant = prepareGrant(network, { owner: owner.address, key: other.address, licence: 'CC0-1.0' })
export const message = grant as unknown as TypedDataDefinition

export interface Behaviour {
  [method: string]: (params: unknown[]) => unknown
}

export const refuse = (code: number, text: string) => () => {
  throw Object.assign(new Error(text), { code })
}
export const never = () => new Promise(() => undefined)

// The wallet reads the text that it is sent, as real ones do.
export const sign = (by: typeof owner) => (params: unknown[]) => {
  const { types, domain, primaryType, message: said } = JSON.parse(String(params[1]))
  const { EIP712Domain: _, ...rest } = types
  return by.signTypedData({ types: rest, domain, primaryType, message: said })
}

export function wallet(behaviour: Behaviour = {}): Provider {
  const usual: Behaviour = {
    eth_requestAccounts: () => [owner.address],
    eth_accounts: () => [owner.address],
    eth_chainId: () => '0x7a69',
    eth_signTypedData_v4: sign(owner),
    wallet_switchEthereumChain: () => null,
    wallet_addEthereumChain: () => null,
  }
  const all = { ...usual, ...behaviour }
  return { request: async ({ method, params }) => (all[method] ?? refuse(4200, 'unknown'))(params ?? []) }
}
