// Carries one approval through: asks passkey or wallet, sends the grant, and says where it ended.
import { Unreachable } from '@kula/client'
import { approve, type Owner } from './approve'
import { endOf, SignFailure } from './ends'
import { close, open, step, type Through } from './flow'
import { askNetwork } from './gateway'
import { type Ask, askAccount, askChain, askSignature } from './walletSign'

let current: AbortController | null = null

/** Opens the sheet that waits, and asks. It goes on while the page around it changes; leaving the sheet ends it. */
export function startSigning(through: Through, licence: string): void {
  current?.abort()
  const controller = new AbortController()
  current = controller
  open({ name: 'signing', through, licence })
  const unwatch = step.watch(() => {
    if (step.get()?.name === 'signing') return
    unwatch()
    controller.abort()
  })
  void runApproval(through, licence, controller.signal)
}

async function runApproval(through: Through, licence: string, signal: AbortSignal): Promise<void> {
  try {
    const secret = await attempt(through, licence, signal)
    if (signal.aborted) return
    if (secret) open({ name: 'recovery', secret })
    else close()
  } catch (error) {
    if (signal.aborted) return
    const end = error instanceof Unreachable ? 'unreachable' : endOf(error)
    open({ name: 'end', end, through, licence, detail: (error as Error)?.message ?? String(error) })
  }
}

// Resolves to the key whose recovery code must be saved at once, if any.
async function attempt(through: Through, licence: string, signal: AbortSignal) {
  if (through.kind === 'wallet') {
    await approve(await ownerOfWallet(through, signal), licence)
    return null
  }
  const { privateKeyToAccount } = await import('@kula/client/signing')
  const made = await keyOf(through)
  const account = privateKeyToAccount(made.secret)
  const owner: Owner = {
    kind: 'passkey',
    address: account.address,
    through: made.id,
    isRecoverable: through.kind === 'code',
    sign: (message) => account.signTypedData(message),
  }
  await approve(owner, licence)
  const isNew = through.kind === 'passkey' && through.id === undefined
  return isNew && !made.isSynced ? made.secret : null
}

async function keyOf(through: Exclude<Through, { kind: 'wallet' }>) {
  if (through.kind === 'code') return { id: '', secret: through.secret, isSynced: true }
  const { makePasskey, preparePasskey, askPasskey } = await import('./passkey')
  await preparePasskey()
  return through.id === undefined ? makePasskey('Kula') : askPasskey(through.id)
}

async function ownerOfWallet(through: Extract<Through, { kind: 'wallet' }>, signal: AbortSignal): Promise<Owner> {
  const { wallet } = through
  const ask: Ask = { ...wallet, network: await askNetwork(), signal }
  const address = await askAccount(ask)
  if (through.address && through.address !== address) throw new SignFailure('changed', address)
  await askChain(ask)
  const sign: Owner['sign'] = (message) => askSignature(ask, address, message)
  return { kind: 'wallet', address, through: wallet.rdns, isRecoverable: true, sign }
}
