// The gateway's signed receipt of the last time that all records of an owner were erased from this device.
import type { Erasure } from '@kula/client'
import { find, keep } from '../../storage/database'

const NAME = 'erasure'

export async function keepErasure(erasure: Erasure): Promise<void> {
  await keep('settings', NAME, erasure)
}

export function lastErasure(owner: string): Promise<Erasure | null> {
  return find('settings', NAME, (value) => {
    const kept = value as Erasure
    return kept?.owner === owner && kept.signature ? kept : null
  })
}
