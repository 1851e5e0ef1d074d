// What the tabs of this page tell each other, and who of them does a job.
type Heard = (id: string) => void

const listeners = new Map<string, Set<Heard>>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('kula')

channel?.addEventListener('message', ({ data }: MessageEvent<{ topic: string; id: string }>) => {
  for (const listener of listeners.get(data.topic) ?? []) listener(data.id)
})

export function tellTabs(topic: string, id = ''): void {
  channel?.postMessage({ topic, id })
}

export function hearTabs(topic: string, listener: Heard): void {
  listeners.set(topic, (listeners.get(topic) ?? new Set()).add(listener))
}

const jobs = new Map<string, Promise<boolean>>()

/** Runs the job if neither this tab nor another runs one of this name. Resolves, when it has ended, to whether it ran. */
export async function alone(name: string, job: () => Promise<void>): Promise<boolean> {
  const before = jobs.get(name)
  if (before) {
    await before
    return false
  }
  const now = inOneTab(name, job).finally(() => jobs.delete(name))
  jobs.set(name, now)
  return now
}

async function inOneTab(name: string, job: () => Promise<void>): Promise<boolean> {
  const run = async () => {
    await job()
    return true
  }
  const locks = globalThis.navigator?.locks
  return locks ? locks.request(name, { ifAvailable: true }, async (lock) => (lock ? run() : false)) : run()
}

/** Runs the job when no other tab holds the name. */
export async function inTurn<T>(name: string, job: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks
  return locks ? locks.request(name, job) : job()
}

/** The names that tabs hold now. */
export async function heldNames(): Promise<Set<string>> {
  const state = await globalThis.navigator?.locks?.query()
  return new Set((state?.held ?? []).map((lock) => lock.name ?? ''))
}
