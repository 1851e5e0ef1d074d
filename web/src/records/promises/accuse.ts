// Holds the gateway to a broken promise from the person's own wallet: deposit and accusation, and later the conviction.
import type { Session } from '../../connect/sessions'
import { openWallet } from '../../connect/signAsOwner'
import type { Ask } from '../../connect/walletSign'
import type { Item } from '../../feedback/item'
import { checkPromise } from './checkPromises'

const LOOK_AGAIN = 3_000
const MOST_LOOKS = 60
/** A transaction is read before it is sent. */
const AT_LEISURE = { silentAfter: 180_000 }

export type Accusable = Item & Required<Pick<Item, 'receipt'>>

export async function accuse(owner: Session, item: Accusable): Promise<void> {
  const { accuserDeposit, isDepositAllowed, prepareAccusation, prepareDeposit } = await import('@kula/client/signing')
  const ask = await openWallet(owner, AT_LEISURE)
  const { network } = ask
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
  const ask = await openWallet(owner, AT_LEISURE)
  await send(ask, owner, prepareConviction(ask.network, item.receipt))
  await until(async () => (await checkPromise(item.id)) !== 'convictable')
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
