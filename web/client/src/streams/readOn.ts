// Reads on what broke off: an answer or a pair that the gateway still keeps.
import { Unreachable } from '../http.ts'

const tries = 3
const pauseMilliseconds = 500

/**
 * Calls `read` and, while `broken` names a break that may pass, `again`. Gives what came last; rejects only if `read` did and
 * nothing could be read on.
 */
export async function readOn<T>(
  read: () => Promise<T>,
  again: () => (() => Promise<T>) | undefined,
  broken: (result: T) => Error | undefined = () => undefined,
  signal?: AbortSignal,
): Promise<T> {
  let last = await settle(read)
  for (let n = 0; n < tries && isBreak(last, broken) && !signal?.aborted; n++) {
    const resume = again()
    if (!resume) break
    if (n) await new Promise((done) => setTimeout(done, n * pauseMilliseconds))
    const next = await settle(resume)
    // A gateway that does not keep it leaves what there is.
    if (!next.error || !last.value) last = next
    if (next.error && !(next.error instanceof Unreachable)) break
  }
  if (last.error) throw last.error
  return last.value as T
}

interface Settled<T> {
  value?: T
  error?: unknown
}

async function settle<T>(read: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { value: await read() }
  } catch (error) {
    return { error }
  }
}

function isBreak<T>({ value, error }: Settled<T>, broken: (result: T) => Error | undefined): boolean {
  return (error ?? (value === undefined ? undefined : broken(value))) instanceof Unreachable
}
