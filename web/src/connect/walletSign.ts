// Has a wallet sign one message for the account that is to be paid, on the right chain, with every turn it can take.

import type { Network } from '@kula/client'
import type { Address, Hex, TypedDataDefinition } from 'viem'
import { endOf, SignFailure } from './ends'
import type { Provider } from './wallets'

/** After this time a wallet counts as silent. */
export const SILENT_AFTER = 20_000
/** Characters of a key's signature, with its prefix. */
const KEY_SIGNATURE = 132

export interface Ask {
  provider: Provider
  network: Network
  /** Ends the wait when the person cancels. */
  signal: AbortSignal
  silentAfter?: number | undefined
}

export function chainName(network: Network): string {
  return network.chain_id === 8453 ? 'Base' : network.chain_id === 31337 ? 'Kula local' : `Chain ${network.chain_id}`
}

/** Asks the wallet which account is to be paid. */
export async function askAccount(ask: Ask): Promise<Address> {
  const { getAddress } = await import('viem')
  const accounts = await request(ask, 'eth_requestAccounts')
  const first = Array.isArray(accounts) ? accounts[0] : undefined
  if (typeof first !== 'string') throw new SignFailure('declined', 'the wallet named no account')
  return getAddress(first)
}

/** Brings the wallet to the network's chain, adding the chain if the wallet does not know it. */
export async function askChain(ask: Ask): Promise<void> {
  if (await isOnChain(ask)) return
  const chainId = `0x${ask.network.chain_id.toString(16)}`
  try {
    await request(ask, 'wallet_switchEthereumChain', [{ chainId }])
  } catch (error) {
    if (endOf(error) !== 'unknown-chain') throw endOf(error) === 'declined' ? new SignFailure('not-switched') : error
    await addChain(ask, chainId)
  }
  if (!(await isOnChain(ask))) throw new SignFailure('not-switched', 'the wallet stayed on its chain')
}

async function addChain(ask: Ask, chainId: string): Promise<void> {
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 }
  const chain = { chainId, chainName: chainName(ask.network), nativeCurrency, rpcUrls: [ask.network.rpc] }
  try {
    await request(ask, 'wallet_addEthereumChain', [chain])
  } catch (error) {
    throw endOf(error) === 'declined' ? new SignFailure('unknown-chain') : error
  }
}

async function isOnChain(ask: Ask): Promise<boolean> {
  const answer = await request(ask, 'eth_chainId')
  try {
    return BigInt(String(answer)) === BigInt(ask.network.chain_id)
  } catch {
    return false
  }
}

/** Has the owner sign. Refuses a signature that another key made, and an account that changed meanwhile.

A key's signature comes in the protocol's form. A smart account's is passed as the wallet gave it, and the gateway judges it.
*/
export async function askSignature(ask: Ask, owner: Address, message: TypedDataDefinition): Promise<Hex> {
  const { getTypesForEIP712Domain, isAddressEqual, recoverTypedDataAddress, serializeTypedData } = await import('viem')
  const { isContract, normaliseSignature } = await import('@kula/client/signing')
  const types = { EIP712Domain: getTypesForEIP712Domain({ domain: message.domain ?? {} }), ...message.types }
  const given = await sign(ask, [owner, serializeTypedData({ ...message, types } as unknown as TypedDataDefinition)])
  if (!isBytes(given)) throw new SignFailure('unfit', `the signature is ${String(given).slice(0, 20)}`)
  const now = await request(ask, 'eth_accounts')
  const isStill = Array.isArray(now) && String(now[0]).toLowerCase() === owner.toLowerCase()
  if (!isStill) throw new SignFailure('changed', Array.isArray(now) ? String(now[0]) : '')
  const signature = normaliseSignature(given)
  if (signature?.length === KEY_SIGNATURE) {
    const signer = await recoverTypedDataAddress({ ...message, signature }).catch(() => null)
    if (signer && isAddressEqual(signer, owner)) return signature
    // A smart account signs in any form, also in one of 64 or 65 bytes.
    if (!(await isContract(ask.network, owner).catch(() => true))) throw new SignFailure('unfit', 'another key signed')
  }
  return given.startsWith('0x') ? given : `0x${given}`
}

function isBytes(given: unknown): given is Hex {
  return typeof given === 'string' && /^(0x)?([0-9a-f]{2})+$/i.test(given)
}

// Some wallets refuse because they think of another chain than they say; after a switch they sign.
async function sign(ask: Ask, params: unknown[]): Promise<unknown> {
  try {
    return await request(ask, 'eth_signTypedData_v4', params)
  } catch (error) {
    if (endOf(error) !== 'other-chain') throw error
    await request(ask, 'wallet_switchEthereumChain', [{ chainId: `0x${ask.network.chain_id.toString(16)}` }])
    return request(ask, 'eth_signTypedData_v4', params)
  }
}

async function request(ask: Ask, method: string, params?: unknown[]): Promise<unknown> {
  const { provider, signal, silentAfter = SILENT_AFTER } = ask
  let timer: ReturnType<typeof setTimeout> | undefined
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SignFailure('silent')), silentAfter)
    signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')))
    if (signal.aborted) reject(new DOMException('cancelled', 'AbortError'))
  })
  try {
    return await Promise.race([provider.request(params ? { method, params } : { method }), ended])
  } finally {
    clearTimeout(timer)
  }
}
