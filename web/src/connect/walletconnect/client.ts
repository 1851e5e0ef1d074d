// WalletConnect's client. It asks the relay and no other host: nothing is counted, and nobody is asked to vouch for the page.
import { SignClient } from '@walletconnect/sign-client'
import { storage } from './storage'

export type Client = InstanceType<typeof SignClient>

let starting: Promise<Client> | null = null

/** Starts the client of the operator's project, once. `relayUrl` is for tests. */
export function clientOf(projectId: string, relayUrl?: string): Promise<Client> {
  starting ??= start(projectId, relayUrl).catch((error) => {
    starting = null
    throw error
  })
  return starting
}

async function start(projectId: string, relayUrl?: string): Promise<Client> {
  const url = location.origin
  const metadata = { name: 'Kula', description: document.title, url, icons: [`${url}/icon-192.png`] }
  const logger = 'silent'
  const client = await SignClient.init({ projectId, relayUrl, metadata, storage, logger, telemetryEnabled: false })
  // It would open a frame of another host, which the page's policy refuses, and wait for it before each message.
  client.core.verify.register = async () => ''
  return client
}

/** For tests: forgets the client. */
export function forgetClient(): void {
  starting = null
}
