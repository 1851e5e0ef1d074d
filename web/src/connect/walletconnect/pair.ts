// Pairs this page with a wallet by a code, and finds the wallet of an earlier visit.
import { SignFailure } from '../ends'
import { knownNetwork } from '../gateway'
import type { Wallet } from '../wallets'
import { type Client, clientOf } from './client'
import { walletOfSession } from './wallet'

const METHODS = ['eth_signTypedData_v4', 'eth_sendTransaction']
const EVENTS = ['accountsChanged', 'chainChanged']
/** Why a session ends, in the protocol's words. */
const ENDED = { code: 6000, message: 'User disconnected.' }
/** After this time the relay counts as out of reach. */
const RELAY_SECONDS = 20

/** Resolves when a wallet takes the code. `onCode` gets the code's text. Throws SignFailure. */
export async function pair(onCode: (text: string) => void, signal: AbortSignal, relayUrl?: string): Promise<Wallet> {
  const { chain_id: chain, walletconnect_project: project } = await knownNetwork()
  if (!project) throw new SignFailure('unreachable', 'this gateway offers no WalletConnect')
  const { client, uri, approval } = await inTime(propose(project, chain, relayUrl))
  if (signal.aborted || !uri) throw new DOMException('cancelled', 'AbortError')
  onCode(uri)
  const session = await approval()
  if (signal.aborted) {
    await client.disconnect({ topic: session.topic, reason: ENDED })
    throw new DOMException('cancelled', 'AbortError')
  }
  await endOthers(client, session.topic)
  return walletOfSession(client, session, chain)
}

async function propose(project: string, chain: number, relayUrl?: string) {
  const client = await clientOf(project, relayUrl)
  const eip155 = { chains: [`eip155:${chain}`], methods: METHODS, events: EVENTS }
  return { client, ...(await client.connect({ optionalNamespaces: { eip155 } })) }
}

/** The wallet that was paired before, if its session still runs. */
export async function pairedWallet(): Promise<Wallet | undefined> {
  const { chain_id: chain, walletconnect_project: project } = await knownNetwork()
  if (!project) return undefined
  const client = await inTime(clientOf(project))
  const session = client.session.getAll().find((one) => one.acknowledged && one.expiry * 1_000 > Date.now())
  return session && walletOfSession(client, session, chain)
}

async function endOthers(client: Client, topic: string): Promise<void> {
  const others = client.session.getAll().filter((session) => session.topic !== topic)
  await Promise.allSettled(others.map((session) => client.disconnect({ topic: session.topic, reason: ENDED })))
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SignFailure('unreachable', 'the relay is silent')), RELAY_SECONDS * 1_000)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
