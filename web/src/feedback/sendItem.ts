// Signs an item once, keeps the signed bytes, and sends them. Every failure leaves the item where it can be tried again.
import { type PostRecord, Problem } from '@kula/client'
import type { Hex } from 'viem'
import { askNetwork, gateway, knownNetwork } from '../connect/gateway'
import { accountOf, isEnded, type Session, session } from '../connect/sessions'
import { type Item, isFinal, needsOwner, nextTry } from './item'

type Put = (item: Item) => Promise<void>

/** `all` are the opinions of this device: a talk that goes on from a correction proves it with the correction's record. */
export async function sendItem(item: Item, put: Put, all: Item[] = []): Promise<void> {
  const owner = session.get()
  const isForeign = item.owner !== null && item.owner !== owner?.owner
  if (!owner || isForeign) {
    if (item.state !== 'waiting') await put({ ...item, state: 'waiting' })
    return
  }
  let now: Item = item
  try {
    if (!now.body) {
      now = await sign(now, owner, all)
      await put(now)
    }
    const { leafParts, sendRecord } = await import('@kula/client/signing')
    if (!now.body) return
    const receipt = await sendRecord(gateway, await knownNetwork(), now.body)
    const { problem: _, ...clean } = now
    // The leaf of a record that another grant signed is not known here.
    const { grant, grantSignature, payTo = owner.owner } = owner
    const isOurs = grantSignature && now.body.grant === grant
    const leaf = isOurs ? { leaf: leafParts(payTo, grantSignature, now.body.signature as Hex) } : {}
    await put({ ...clean, ...leaf, state: 'received', receipt, record: receipt.record, sent: Date.now() })
  } catch (error) {
    await put(afterFailure(now, error))
  }
}

async function sign(item: Item, owner: Session, all: Item[]): Promise<Item> {
  const { keepSigned, signRecord } = await import('@kula/client/signing')
  // The signing time is the chain's, so it is asked for anew.
  const network = await askNetwork()
  const { grant, licence } = owner
  // Answers that were signed for another key, or for other words, count as unsigned.
  const content = await keepSigned(network, item.content, owner.key, correctionsOf(all, owner))
  const options = { owner: owner.owner, account: await accountOf(owner), grant, licence, now: network.now }
  const body = await signRecord(network, { ...options, content })
  return { ...item, content, owner: owner.owner, body, state: 'sending' }
}

// The corrections that stand, with their salts.
function correctionsOf(all: Item[], { owner }: Session): PostRecord[] {
  const stands = (item: Item) => item.owner === owner && item.state !== 'refused' && !item.ended
  return all.flatMap((item) => (item.content.kind === 'correction' && item.body && stands(item) ? [item.body] : []))
}

function afterFailure(item: Item, error: unknown): Item {
  const at = Date.now()
  if (!(error instanceof Problem)) return nextTry(item, at)
  if (needsOwner(error.slug)) {
    // The key that signed these bytes is not taken any more: the owner's next approval signs them anew.
    isEnded.set(true)
    const { body: _, ...unsigned } = item
    return { ...unsigned, state: 'waiting', problem: error.slug }
  }
  if (isFinal(error.slug)) return { ...item, state: 'refused', problem: error.slug }
  return { ...nextTry(item, at, error.retryAfter), problem: error.slug }
}
