// The page's half and a wallet's half of WalletConnect, both by the official library, over a relay of this test.
import { SignClient } from '@walletconnect/sign-client'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { about } from '../../testing/gateway'
import { Relay } from '../../testing/relay'
import { network } from '../gateway'
import { askAccount, askChain, askSignature } from '../walletSign'
import { forgetClient } from './client'
import { pair, pairedWallet } from './pair'
import { isAppLink } from './wallet'

const relay = new Relay()
const holder = privateKeyToAccount(generatePrivateKey())
const projectId = 'f'.repeat(32)
const typed = {
  domain: { name: 'Kula', version: '1', chainId: 31337, verifyingContract: holder.address },
  types: { Word: [{ name: 'text', type: 'string' }] },
  primaryType: 'Word',
  message: { text: 'yes' },
} as const

/** A wallet on a phone: takes the code, offers accounts of one chain, and signs what it is asked, or declines. */
async function phone(code: string, chain: number, declines = false): Promise<void> {
  const url = location.origin
  const metadata = { name: 'Phone wallet', description: '', url, icons: [], redirect: { native: 'w://x' } }
  const options = {
    projectId,
    relayUrl: relay.url,
    metadata,
    logger: 'silent',
    customStoragePrefix: `phone${chain}${declines}`,
  }
  const wallet = await SignClient.init({ ...options, telemetryEnabled: false })
  wallet.on('session_proposal', async ({ id }) => {
    if (declines) return void wallet.reject({ id, reason: { code: 5000, message: 'User rejected.' } })
    const methods = ['eth_signTypedData_v4', 'eth_sendTransaction']
    const accounts = [`eip155:${chain}:${holder.address}`]
    await wallet.approve({ id, namespaces: { eip155: { accounts, methods, events: ['accountsChanged'] } } })
  })
  wallet.on('session_request', async ({ id, topic, params }) => {
    const { types, ...rest } = JSON.parse(params.request.params[1])
    const { EIP712Domain: _, ...own } = types
    const result = await holder.signTypedData({ types: own, ...rest })
    await wallet.respond({ topic, response: { id, jsonrpc: '2.0', result } })
  })
  await wallet.pair({ uri: code })
}

const paired = (chain: number, declines = false) =>
  pair((code) => void phone(code, chain, declines), new AbortController().signal, relay.url)

beforeEach(() => {
  forgetClient()
  network.set({ ...about, walletconnect_project: projectId })
})
afterAll(() => relay.close())

it('a wallet that takes the code signs, and is known at the next visit', async () => {
  const wallet = await paired(31337)
  expect(wallet).toMatchObject({ rdns: 'walletconnect', name: 'Phone wallet', link: 'w://x', icon: '' })
  const ask = { ...wallet, network: about, signal: new AbortController().signal }
  expect(await askAccount(ask)).toBe(holder.address)
  await askChain(ask)
  expect(await askSignature(ask, holder.address, typed)).toBe(await holder.signTypedData(typed))
  expect((await pairedWallet())?.name).toBe('Phone wallet')
}, 30_000)

it('a wallet of another chain ends in the sentence that says so', async () => {
  const wallet = await paired(1)
  const ask = { ...wallet, network: about, signal: new AbortController().signal }
  await expect(askChain(ask)).rejects.toMatchObject({ end: 'not-switched' })
}, 30_000)

it('a wallet that declines the code ends the pairing', async () => {
  await expect(paired(31337, true)).rejects.toMatchObject({ code: 5000 })
}, 30_000)

it('without a project nothing is asked', async () => {
  network.set(about)
  await expect(paired(31337)).rejects.toMatchObject({ end: 'unreachable' })
  expect(await pairedWallet()).toBe(undefined)
})

it('a wallet’s address opens an app, and never a script', () => {
  const links = [
    'https://go.example',
    'trust://',
    'javascript://x',
    'JavaScript://x',
    'data://x',
    'http://x',
    'x',
    undefined,
  ]
  expect(links.filter(isAppLink)).toEqual(['https://go.example', 'trust://'])
})
