// Looks by itself whether the gateway keeps its promises: when the page opens, at each new round, and now and then.
import { network } from '../../connect/gateway'
import { checkPromises } from './checkPromises'

const EVERY = 1_800_000

let epoch = 0

export function watch(): void {
  const look = () => void checkPromises().catch(() => undefined)
  network.watch(() => {
    const now = network.get()?.epoch ?? 0
    if (now === epoch) return
    epoch = now
    look()
  })
  setInterval(look, EVERY)
  look()
}
