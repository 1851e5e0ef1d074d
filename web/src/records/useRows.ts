// The owner's records, newest first, page by page.
import { listRecords } from '@kula/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import { session } from '../connect/sessions'
import { whole } from '../connect/whole'
import { outbox } from '../feedback/outbox'
import { useObservable } from '../parts/observable'
import { isLive } from './live'
import { rowsOf } from './rows'
import { STATUS } from './status'
import { SELDOM, useAccount } from './useAccount'

export function useRows() {
  const owner = useObservable(session)?.owner
  const items = Object.values(useObservable(outbox))
  const account = useAccount()
  const live = useObservable(isLive)
  const pages = useInfiniteQuery({
    queryKey: ['records', owner],
    enabled: owner !== undefined,
    initialPageParam: '',
    queryFn: ({ pageParam }) => listRecords(gateway, owner ?? '0x', pageParam).then(whole({ records: [STATUS] })),
    getNextPageParam: (page) => page.next,
    refetchInterval: live ? false : SELDOM,
  })
  const statuses = pages.data?.pages.flatMap((page) => page.records) ?? []
  const rows = rowsOf(statuses, items, owner ?? '0x', pages.hasNextPage)
  /** Reads every page, and resolves to all rows. */
  async function readAll() {
    let now = await pages.fetchNextPage()
    while (now.hasNextPage) now = await pages.fetchNextPage()
    return rowsOf(now.data?.pages.flatMap((page) => page.records) ?? [], items, owner ?? '0x', false)
  }
  return { account, pages, rows, readAll, isError: account.isError || pages.isError }
}
