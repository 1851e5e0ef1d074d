// Holds the gateway to a broken promise from the person's own wallet: deposit and accusation, and later the conviction.
import type { Network } from '@kula/client'
import { SignFailure } from '../../connect/ends'
import { knownNetwork } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { type Ask, askAccount, askChain } from '../../connect/walletSign'
import { findWallets, walletOf } from '../../connect/wallets'
import type { Item } from '../../feedback/item'
import { checkPromise } from './checkPromises'

const LOOK_AGAIN = 3_000
const MOST_LOOKS = 60

export type Accusable = Item & Required<Pick<Item, 'receipt'>>

export async function accuse(owner: Session, item: Accusable): Promise<void> {
  const { accuserDeposit, isDepositAllowed, prepareAccusation, prepareDeposit } = await import('@kula/client/signing')
  const { ask, network } = await openWallet(owner)
  const deposit = await accuserDeposit(network)
  if (!(await isDepositAllowed(network, owner.owner, deposit))) {
    await send(ask, owner, prepareDeposit(network, deposit))
    await until(() => isDepositAllowed(network, owner.owner, deposit))
  }
  await send(ask, owner, prepareAccusation(network, item.receipt))
  await until(async () => (await checkPromise(item.id)) !== 'broken')
}

export async function convict(owner: Session, item: Accusable): Promise<void> {
  const { prepareConviction } = await import('@kula/client/signing')
  const { ask, network } = await openWallet(owner)
  await send(ask, owner, prepareConviction(network, item.receipt))
  await until(async () => (await checkPromise(item.id)) !== 'convictable')
}

async function openWallet(owner: Session): Promise<{ ask: Ask; network: Network }> {
  findWallets()
  const wallet = await walletOf(owner.through)
  if (!wallet) throw new SignFailure('silent', 'the wallet is not in this browser')
  const network = await knownNetwork()
  const ask: Ask = { ...wallet, network, signal: new AbortController().signal, silentAfter: 180_000 }
  const address = await askAccount(ask)
  if (address !== owner.owner) throw new SignFailure('changed', address)
  await askChain(ask)
  return { ask, network }
}

async function send(ask: Ask, owner: Session, transaction: { to: string; data: string }): Promise<void> {
  await ask.provider.request({ method: 'eth_sendTransaction', params: [{ from: owner.owner, ...transaction }] })
}

// Waits until the chain has it. What takes longer is seen at the next look.
async function until(isThere: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (await isThere()) return
    await new Promise((done) => setTimeout(done, LOOK_AGAIN))
  }
}
