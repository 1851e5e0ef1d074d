// How many of the owner's paid records come from the rounds of datasets. Whether each is in them, its story says.
import type { DatasetStatus } from '@kula/client'
import { isPaid } from '../records/rows'
import { useRows } from '../records/useRows'

export function useMyShare(sets: DatasetStatus[]): number {
  const { rows } = useRows()
  return rows.filter((row) => {
    const epoch = row.status?.epoch ?? -1
    return isPaid(row) && sets.some((set) => epoch >= set.first_epoch && epoch <= set.last_epoch)
  }).length
}
