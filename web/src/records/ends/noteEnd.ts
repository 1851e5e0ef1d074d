// Keeps on this device how a record ended.
import type { Erasure } from '@kula/client'
import { outbox, putItem } from '../../feedback/outbox'

export async function noteEnd(record: string, ended: 'taken-back' | Erasure): Promise<void> {
  const item = Object.values(outbox.get()).find((one) => one.record === record)
  if (item) await putItem({ ...item, ended, about: `ended/${item.id}` })
}
