// Has the owner of a session sign another message, with the passkey or wallet that the session came from.
import type { Hex, TypedDataDefinition } from 'viem'
import { SignFailure } from './ends'
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
  const { preparePasskey, askPasskey } = await import('./passkey')
  await preparePasskey()
  const { secret } = await askPasskey(owner.through)
  const { privateKeyToAccount } = await import('@kula/client/signing')
  const account = privateKeyToAccount(secret)
  if (account.address !== owner.owner) throw new SignFailure('changed', account.address)
  return Promise.all(messages.map((message) => account.signTypedData(message)))
}
