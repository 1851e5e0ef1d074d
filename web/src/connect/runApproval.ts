// Carries one approval through: asks passkey or wallet, sends the grant, and says where it ended.
import { approve, type Owner } from './approve'
import { endOf, SignFailure } from './ends'
import { close, open, step, type Through } from './flow'
import { askNetwork } from './gateway'
import { type Ask, askAccount, askChain, askSignature } from './walletSign'

let current: AbortController | null = null
/** A passkey that was made, and whose approval has not arrived yet: another try asks for it, and makes no second one. */
let unused = ''

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
    open({ name: 'end', end: endOf(error), through, licence, detail: (error as Error)?.message ?? String(error) })
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
  unused = ''
  const isNew = through.kind === 'passkey' && through.id === undefined
  return isNew && !made.isSynced ? made.secret : null
}

async function keyOf(through: Exclude<Through, { kind: 'wallet' }>) {
  if (through.kind === 'code') return { id: '', secret: through.secret, isSynced: true }
  const { makePasskey, preparePasskey, askPasskey } = await import('./passkey')
  await preparePasskey()
  if (through.id !== undefined) return askPasskey(through.id)
  const before = unused
  // A person who deleted it meanwhile gets another one at the next try.
  unused = ''
  const made = before ? await askPasskey(before) : await makePasskey('Kula')
  unused = made.id
  return made
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
