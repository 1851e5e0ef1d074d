// Has the owner of a session sign another message, with the passkey or wallet that the session came from.
import type { Hex, TypedDataDefinition } from 'viem'
import { SignFailure } from './ends'
import { knownNetwork } from './gateway'
import type { Session } from './sessions'
import { type Ask, askAccount, askChain, askSignature } from './walletSign'
import { findWallets, walletOf } from './wallets'

export async function signAsOwner(owner: Session, message: object): Promise<Hex> {
  const typed = message as TypedDataDefinition
  if (owner.kind === 'passkey') return signWithPasskey(owner, typed)
  findWallets()
  const wallet = walletOf(owner.through)
  if (!wallet) throw new SignFailure('silent', 'the wallet is not in this browser')
  const ask: Ask = { provider: wallet.provider, network: await knownNetwork(), signal: new AbortController().signal }
  const address = await askAccount(ask)
  if (address !== owner.owner) throw new SignFailure('changed', address)
  await askChain(ask)
  return askSignature(ask, owner.owner, typed)
}

async function signWithPasskey(owner: Session, message: TypedDataDefinition): Promise<Hex> {
  const { preparePasskey, askPasskey } = await import('./passkey')
  await preparePasskey()
  const { secret } = await askPasskey(owner.through)
  const { privateKeyToAccount } = await import('@kula/client/signing')
  const account = privateKeyToAccount(secret)
  if (account.address !== owner.owner) throw new SignFailure('changed', account.address)
  return account.signTypedData(message)
}
