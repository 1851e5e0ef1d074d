// A wallet behind WalletConnect's relay, as the rest of the page knows wallets.
import type { SessionTypes } from '@walletconnect/types'
import { SignFailure } from '../ends'
import type { Wallet } from '../wallets'
import type { Client } from './client'

/** The name under which a session remembers that its owner signs by WalletConnect. */
export const THROUGH = 'walletconnect'
/** A phone is fetched and unlocked first. */
const SILENT_AFTER = 180_000

export function walletOfSession(client: Client, session: SessionTypes.Struct, chain: number): Wallet {
  const { name, redirect } = session.peer.metadata
  const link = [redirect?.universal, redirect?.native].find(isAppLink)
  const provider = { request: requester(client, session, chain) }
  return { rdns: THROUGH, name: name || 'WalletConnect', icon: '', provider, silentAfter: SILENT_AFTER, link }
}

function requester(client: Client, { topic, namespaces }: SessionTypes.Struct, chain: number): Requester {
  const all = Object.values(namespaces).flatMap((space) => space.accounts.map((account) => account.split(':')))
  const here = all.filter(([space, id]) => space === 'eip155' && id === String(chain))
  return async ({ method, params }) => {
    if (method === 'eth_requestAccounts' || method === 'eth_accounts')
      return (here.length ? here : all).map(([, , address]) => address)
    // A session knows its chains from its beginning.
    if (method === 'eth_chainId') return `0x${(here.length ? chain : 0).toString(16)}`
    if (method === 'wallet_switchEthereumChain') throw new SignFailure('not-switched', 'the wallet offers other chains')
    return client.request({ topic, chainId: `eip155:${chain}`, request: { method, params } })
  }
}

type Requester = Wallet['provider']['request']

/** Whether an address that the wallet gave opens an app, and is no script or document. */
export function isAppLink(link: string | undefined): link is string {
  const scheme = link?.match(/^([a-z][a-z0-9+.-]*):\/\//i)?.[1]?.toLowerCase()
  return scheme !== undefined && !['http', 'javascript', 'data', 'blob', 'file', 'vbscript', 'about'].includes(scheme)
}
