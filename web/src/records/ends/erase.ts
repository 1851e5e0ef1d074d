// Has the gateway erase one record or all of an owner, and keeps its signed proof. Royalties end where the owner is paid.
import type { Erasure, RecordStatus } from '@kula/client'
import type { Hex } from 'viem'
import { askNetwork, gateway } from '../../connect/gateway'
import type { Session } from '../../connect/sessions'
import { signEach } from '../../connect/signAsOwner'
import { keepErasure } from './lastErasure'
import { noteEnd } from './noteEnd'

/** `record` is null for all. `payTo` is the account that the record pays, if it is known. */
export async function erase(owner: Session, record: RecordStatus | null, payTo: string | null): Promise<Erasure> {
  const { prepareErasure, prepareRoyaltyEnd, sendErasure } = await import('@kula/client/signing')
  // The time is the chain's, so it is asked for anew.
  const network = await askNetwork()
  const prepared = prepareErasure(network, owner.owner, record?.record as Hex | undefined)
  const place = placeOf(record, payTo === owner.owner)
  const ends = place ? [prepareRoyaltyEnd(network, owner.owner, place.epoch, place.position)] : []
  const [signature, royalty] = await signEach(owner, [prepared, ...ends])
  const royalties = place && royalty ? [{ ...place, signature: royalty }] : []
  const erasure = await sendErasure(gateway, network, {
    message: prepared.message,
    signature: signature as Hex,
    royalties,
  })
  if (record) await noteEnd(record.record, erasure)
  else await keepErasure(erasure)
  return erasure
}

// Only a record that is paid for good has royalties.
function placeOf(record: RecordStatus | null, isOurs: boolean): { epoch: number; position: number } | null {
  if (!isOurs || !record?.pay?.final || record.epoch === null || record.position === null) return null
  return BigInt(record.pay.amount) > 0n ? { epoch: record.epoch, position: record.position } : null
}
