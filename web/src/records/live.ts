// One stream for all tabs: the tab that holds it tells the others what happened.
import { type Change, watchAccount } from '@kula/client'
import type { Address } from 'viem'
import { gateway } from '../connect/gateway'
import { observable } from '../parts/observable'
import { hearTabs, inTurn, tellTabs } from '../storage/tabs'

type Heard = (change: Change) => void

/** Whether a stream is open in this tab or another. Without one the page asks by itself, seldom. */
export const isLive = observable(false)
const listeners = new Set<Heard>()

function hear(change: Change): void {
  for (const listener of [...listeners]) listener(change)
}

/** Calls `listener` for each change of the account. Returns what ends it. */
export function listen(account: Address, listener: Heard): () => void {
  listeners.add(listener)
  let end: () => void = () => undefined
  let isOver = false
  const over = new Promise<void>((done) => {
    end = () => {
      isOver = true
      done()
    }
  })
  // The next tab takes the stream over when this one is closed.
  void inTurn(`kula-events-${account}`, async () => {
    if (isOver) return
    const stop = watchAccount(gateway, account, {
      onChange: (change) => {
        hear(change)
        tellTabs('change', JSON.stringify(change))
      },
      onLive: (now) => {
        isLive.set(now)
        tellTabs('live', String(now))
      },
    })
    await over
    stop()
    isLive.set(false)
  })
  return () => {
    listeners.delete(listener)
    end()
  }
}

hearTabs('change', (text) => hear(JSON.parse(text) as Change))
hearTabs('live', (text) => isLive.set(text === 'true'))
