// What real wallets do, and the end that each leads to: case by case, against a provider that behaves like them.

import { Problem, Unreachable } from '@kula/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Behaviour, message, network, never, other, owner, refuse, sign, wallet } from '../testing/behaviour'
import { endOf, SignFailure } from './ends'
import { type Ask, askAccount, askChain, askSignature } from './walletSign'

async function end(behaviour: Behaviour): Promise<string> {
  const ask: Ask = { provider: wallet(behaviour), network, signal: new AbortController().signal, silentAfter: 30 }
  try {
    const account = await askAccount(ask)
    await askChain(ask)
    const signature = await askSignature(ask, account, message)
    return signature.length === 132 ? 'signed' : 'left to the gateway'
  } catch (error) {
    return endOf(error)
  }
}

const signed = await owner.signTypedData(message as Parameters<typeof owner.signTypedData>[0])
const others = await other.signTypedData(message as Parameters<typeof other.signTypedData>[0])
const parity = Number.parseInt(signed.slice(-2), 16) - 27
const s = BigInt(`0x${signed.slice(66, 130)}`) | (BigInt(parity) << 255n)
const compact = `${signed.slice(0, 66)}${s.toString(16).padStart(64, '0')}`
let switched = false
let code = '0x'

beforeEach(() => {
  code = '0x'
  vi.stubGlobal('fetch', async () => Response.json({ result: code }))
})
afterEach(() => vi.unstubAllGlobals())

describe('wallets', () => {
  it.each<[string, string, Behaviour]>([
    ['an ordinary wallet', 'signed', {}],
    ['a decimal chain number', 'signed', { eth_chainId: () => '31337' }],
    [
      'a lower-case account',
      'signed',
      { eth_requestAccounts: () => [owner.address.toLowerCase()], eth_accounts: () => [owner.address.toLowerCase()] },
    ],
    ['v 0 or 1', 'signed', { eth_signTypedData_v4: () => `${signed.slice(0, -2)}0${parity}` }],
    ['v 35 and more', 'signed', { eth_signTypedData_v4: () => signed.slice(0, -2) + (35 + parity).toString(16) }],
    ['EIP-2098', 'signed', { eth_signTypedData_v4: () => compact }],
    ['ERC-6492 or ERC-1271', 'left to the gateway', { eth_signTypedData_v4: () => `0x${'ab'.repeat(320)}` }],
    ['an empty signature', 'unfit', { eth_signTypedData_v4: () => '0x' }],
    ['null for a signature', 'unfit', { eth_signTypedData_v4: () => null }],
    ['another key’s signature', 'unfit', { eth_signTypedData_v4: sign(other) }],
    [
      'a request that waits',
      'already-asked',
      { eth_requestAccounts: refuse(-32002, 'Request of type wallet_requestPermissions already pending') },
    ],
    ['a refused connection', 'declined', { eth_requestAccounts: refuse(4001, 'User rejected') }],
    ['a fault while connecting', 'fault', { eth_requestAccounts: refuse(-32603, 'Internal error') }],
    ['silence while connecting', 'silent', { eth_requestAccounts: never }],
    ['silence while signing', 'silent', { eth_signTypedData_v4: never }],
    ['no account', 'declined', { eth_requestAccounts: () => [] }],
    ['a switch that does nothing', 'not-switched', { eth_chainId: () => '0x1' }],
    [
      'a refused switch',
      'not-switched',
      { eth_chainId: () => '0x1', wallet_switchEthereumChain: refuse(4001, 'rejected') },
    ],
    [
      'a refused addition',
      'unknown-chain',
      {
        eth_chainId: () => '0x1',
        wallet_switchEthereumChain: refuse(4902, 'Unrecognized chain ID'),
        wallet_addEthereumChain: refuse(4001, 'rejected'),
      },
    ],
    [
      'a wallet that thinks of another chain',
      'other-chain',
      { eth_signTypedData_v4: refuse(-32603, 'Provided chainId "31337" must match the active chainId "1"') },
    ],
    [
      'a Ledger without blind signing',
      'ledger',
      { eth_signTypedData_v4: refuse(-32603, 'Ledger device: Invalid data received (0x6a80)') },
    ],
    ['a refusal without its code', 'declined', { eth_signTypedData_v4: refuse(-32603, 'User cancelled') }],
    ['an account that changes while signing', 'changed', { eth_accounts: () => [other.address] }],
  ])('%s → %s', async (_, expected, behaviour) => {
    expect(await end(behaviour)).toBe(expected)
  })

  it.each([
    ['65 bytes of its own', others],
    ['64 bytes that are no EIP-2098', `0x${'ff'.repeat(64)}`],
    ['ERC-6492', `0x${'ab'.repeat(320)}${'6492'.repeat(16)}`],
  ])('a smart account’s %s reach the gateway as they are', async (_, given) => {
    code = '0x6080'
    const ask: Ask = {
      provider: wallet({ eth_signTypedData_v4: () => given }),
      network,
      signal: new AbortController().signal,
    }
    expect(await askSignature(ask, owner.address, message)).toBe(given)
  })

  it('an account that only delegates its code signs with its key', async () => {
    code = `0xef0100${'11'.repeat(20)}`
    expect(await end({})).toBe('signed')
    expect(await end({ eth_signTypedData_v4: sign(other) })).toBe('unfit')
  })

  it('a chain that the wallet did not know is added, and it goes on', async () => {
    switched = false
    const behaviour: Behaviour = {
      eth_chainId: () => (switched ? '0x7a69' : '0x1'),
      wallet_switchEthereumChain: refuse(4902, 'Unrecognized chain ID'),
      wallet_addEthereumChain: () => {
        switched = true
        return null
      },
    }
    expect(await end(behaviour)).toBe('signed')
  })

  it('cancelling ends the wait at once', async () => {
    const controller = new AbortController()
    const ask: Ask = { provider: wallet({ eth_requestAccounts: never }), network, signal: controller.signal }
    const waiting = askAccount(ask)
    controller.abort()
    await expect(waiting).rejects.toThrow('cancelled')
    expect(endOf(new SignFailure('changed'))).toBe('changed')
    expect(endOf(new Problem('rate-limited', 'rejected: too many'))).toBe('refused')
    expect(endOf(new Unreachable())).toBe('unreachable')
  })
})
