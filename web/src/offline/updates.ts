// Keeps the page on this device, and knows when a newer version of it waits. The person decides when it takes over.
import { observable } from '../parts/observable'
import { scriptUrl } from './trusted'

const EVERY = 3_600_000

/** The newer version that waits. */
export const waiting = observable<ServiceWorker | null>(null)

export async function keepOffline(): Promise<void> {
  // Insecure addresses have no service workers, and some browsers refuse them.
  if (import.meta.env.DEV || !navigator.serviceWorker) return
  const kept = await navigator.serviceWorker.register(scriptUrl('/sw.js')).catch(() => null)
  if (!kept) return
  note(kept.waiting)
  kept.addEventListener('updatefound', () => {
    const next = kept.installing
    next?.addEventListener('statechange', () => next.state === 'installed' && note(next))
  })
  setInterval(() => void kept.update().catch(() => undefined), EVERY)
}

// The first version that a browser keeps is no newer one.
function note(worker: ServiceWorker | null): void {
  if (worker && navigator.serviceWorker.controller) waiting.set(worker)
}

/** Loads the page again, in its newer version. */
export function takeOver(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.get()?.postMessage('take over')
}
