// Reads anew what a change of the account touches, soon after it and at most once a second.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { askNetwork } from '../connect/gateway'
import { session } from '../connect/sessions'
import { useObservable } from '../parts/observable'
import { listen } from './live'

const SOON = 1_000

export function useLive(): void {
  const owner = useObservable(session)?.owner
  const queries = useQueryClient()
  useEffect(() => {
    if (!owner) return
    const stale = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      timer = undefined
      for (const key of stale) void queries.invalidateQueries({ queryKey: JSON.parse(key) })
      stale.clear()
    }
    const end = listen(owner, ({ change, record }) => {
      if (change === 'epoch' || change === 'reset') void askNetwork().catch(() => undefined)
      if (change === 'epoch') return
      for (const key of ['account', 'records', 'days', 'balance']) stale.add(JSON.stringify([key]))
      if (record) stale.add(JSON.stringify(['record', record]))
      timer ??= setTimeout(read, SOON)
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [owner, queries])
}
