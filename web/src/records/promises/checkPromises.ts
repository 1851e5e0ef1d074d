// Asks the chain what became of each receipt of this device, until it is kept or settled. One tab does it at a time.
import { get, type PromiseState } from '@kula/client'
import { gateway, knownNetwork } from '../../connect/gateway'
import type { Item } from '../../feedback/item'
import { outbox, putItem } from '../../feedback/outbox'
import { alone } from '../../storage/tabs'

/** A chain is not asked about more receipts than this at once. */
const MOST = 50
const OVER: (PromiseState | undefined)[] = ['kept', 'settled']

/** Whether the chain still has to say something about an item's receipt. Before its last epoch is over it says nothing. */
function isOpen(item: Item, epoch: number): boolean {
  return !!item.receipt && !OVER.includes(item.promise) && item.receipt.last_epoch < epoch
}

export async function checkPromises(): Promise<void> {
  await alone('kula-promises', async () => {
    const { epoch } = await knownNetwork()
    const open = Object.values(outbox.get()).filter((item) => isOpen(item, epoch))
    for (const { id } of open.slice(0, MOST)) await checkPromise(id)
  })
}

/** Looks at one receipt, and keeps what the chain says. Rejects if the chain does not answer. */
export async function checkPromise(id: string): Promise<PromiseState | undefined> {
  const item = outbox.get()[id]
  if (!item?.receipt) return undefined
  const { promiseState } = await import('@kula/client/signing')
  const leavesOf = async (batch: number) => (await get(gateway, '/v1/batches/{number}/leaves', batch)).leaves
  const state = await promiseState(await knownNetwork(), { receipt: item.receipt, leaf: item.leaf }, leavesOf)
  const now = outbox.get()[id]
  if (now && now.promise !== state) await putItem({ ...now, promise: state })
  return state
}
