// How many of the owner's paid records come from the rounds of a dataset. Whether each is in it, its story says.
import type { DatasetStatus } from '@kula/client'
import { isPaid } from '../records/rows'
import { useRows } from '../records/useRows'

export function useMyShare(set: DatasetStatus | undefined): number {
  const { rows } = useRows()
  if (!set) return 0
  return rows.filter((row) => {
    const epoch = row.status?.epoch ?? -1
    return isPaid(row) && epoch >= set.first_epoch && epoch <= set.last_epoch
  }).length
}
