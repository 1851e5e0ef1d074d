// Has the owner of a session sign another message, with the passkey, wallet or recovery code that the session came from.
import type { Address, Hex, TypedDataDefinition } from 'viem'
import { SignFailure } from './ends'
import { open, type Step, step } from './flow'
import { knownNetwork } from './gateway'
import type { Session } from './sessions'
import { type Ask, askAccount, askChain, askSignature } from './walletSign'
import { findWallets, walletOf } from './wallets'

export async function signAsOwner(owner: Session, message: object): Promise<Hex> {
  const [signature] = await signEach(owner, [message])
  return signature as Hex
}

/** Signs several messages: a passkey asks once for all, a wallet once for each. */
export async function signEach(owner: Session, messages: object[]): Promise<Hex[]> {
  const typed = messages as TypedDataDefinition[]
  if (owner.kind === 'passkey') return signWithPasskey(owner, typed)
  const ask = await openWallet(owner)
  const signatures: Hex[] = []
  for (const message of typed) signatures.push(await askSignature(ask, owner.owner, message))
  return signatures
}

/** Finds the wallet of a session, on the network's chain and with the session's account. */
export async function openWallet(owner: Session, more: Partial<Ask> = {}): Promise<Ask> {
  findWallets()
  const wallet = await walletOf(owner.through)
  if (!wallet) throw new SignFailure('silent', 'the wallet is not in this browser')
  const { signal } = new AbortController()
  const ask: Ask = { ...wallet, network: await knownNetwork(), signal, ...more }
  const address = await askAccount(ask)
  if (address !== owner.owner) throw new SignFailure('changed', address)
  await askChain(ask)
  return ask
}

async function signWithPasskey(owner: Session, messages: TypedDataDefinition[]): Promise<Hex[]> {
  const secret = owner.through ? await secretOfPasskey(owner.through) : await askCode(owner.owner)
  const { privateKeyToAccount } = await import('@kula/client/signing')
  const account = privateKeyToAccount(secret)
  if (account.address !== owner.owner) throw new SignFailure('changed', account.address)
  return Promise.all(messages.map((message) => account.signTypedData(message)))
}

async function secretOfPasskey(id: string): Promise<Hex> {
  const { preparePasskey, askPasskey } = await import('./passkey')
  await preparePasskey()
  return (await askPasskey(id)).secret
}

/** Asks for the recovery code: an owner who came back by it may have no passkey any more. */
function askCode(owner: Address): Promise<Hex> {
  return new Promise((give, refuse) => {
    const asked: Step = { name: 'code', signer: { owner, give } }
    open(asked)
    const unwatch = step.watch(() => {
      if (step.get() === asked) return
      unwatch()
      refuse(new SignFailure('declined'))
    })
  })
}
