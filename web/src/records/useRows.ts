// The owner's records, newest first.
import { session } from '../connect/sessions'
import { outbox } from '../feedback/outbox'
import { useObservable } from '../parts/observable'
import { rowsOf } from './rows'
import { useAccount } from './useAccount'

/** Records of an account that one answer of the gateway holds. */
export const PAGE = 50

export function useRows() {
  const owner = useObservable(session)?.owner
  const items = Object.values(useObservable(outbox))
  const account = useAccount()
  const statuses = account.data?.records ?? []
  return { account, rows: rowsOf(statuses, items, owner ?? '0x'), isPart: statuses.length >= PAGE }
}
