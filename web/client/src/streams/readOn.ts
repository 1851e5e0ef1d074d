// Reads on what broke off: an answer or a pair that the gateway still keeps.
import { BadProof, Unreachable } from '../http.ts'

const tries = 3

/** Calls `read`, and what `again` gives while the gateway does not reach us. Gives the last that came, or rejects as the last try did. */
export async function readOn<T>(
  read: () => Promise<T>,
  again: () => (() => Promise<T>) | undefined | '',
  signal?: AbortSignal,
  problemOf?: (value: T) => unknown,
): Promise<T> {
  let value: T | undefined
  let problem: unknown
  for (let n = 0, next: ReturnType<typeof again> = read; next; next = again()) {
    try {
      value = await next()
      problem = problemOf?.(value)
    } catch (error) {
      problem = error
    }
    if (!(problem instanceof Unreachable) || signal?.aborted || n++ === tries) break
    await new Promise((done) => setTimeout(done, n * 300))
  }
  if (value && !(problem && (signal?.aborted || problem instanceof BadProof))) return value
  throw problem
}
