// A value that components can watch.
import { useSyncExternalStore } from 'react'

export interface Observable<T> {
  get(): T
  set(next: T | ((now: T) => T)): void
  watch(listener: () => void): () => void
}

export function observable<T>(start: T): Observable<T> {
  let value = start
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(next) {
      const made = typeof next === 'function' ? (next as (now: T) => T)(value) : next
      if (Object.is(made, value)) return
      value = made
      for (const listener of [...listeners]) listener()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useObservable<T>(source: Observable<T>): T {
  return useSyncExternalStore(source.watch, source.get)
}
