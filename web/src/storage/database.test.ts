// Refused, full and damaged storage: the page goes on, and nothing that could be read is lost.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { all, damaged, drop, find, health, keep, reopen } from './database'

const text = (value: unknown) => (typeof value === 'string' ? value : null)

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
})

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('keeps a value, and finds it after the page was loaded again', async () => {
  expect(await keep('chats', 'a', 'one')).toBe(true)
  reopen()
  expect(await find('chats', 'a', text)).toBe('one')
  await drop('chats', 'a')
  expect(await find('chats', 'a', text)).toBeNull()
  expect(health.get()).toBe('good')
})

it('keeps in memory what the browser refuses', async () => {
  vi.stubGlobal('indexedDB', {
    open: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  })
  expect(await keep('chats', 'a', 'one')).toBe(false)
  expect(health.get()).toBe('refused')
  expect(await find('chats', 'a', text)).toBe('one')
  expect(await all('chats', text)).toEqual(['one'])
})

it('keeps in memory what a database that never answers would keep', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('indexedDB', {
    open: () => Object.create(IDBOpenDBRequest.prototype, { addEventListener: { value() {} } }),
  })
  const asked = find('chats', 'a', text)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await asked).toBeNull()
  expect(health.get()).toBe('refused')
  expect(await keep('chats', 'a', 'one')).toBe(false)
  expect(await find('chats', 'a', text)).toBe('one')
  vi.useRealTimers()
})

it('keeps in memory what does not fit, and what fitted stays', async () => {
  await keep('chats', 'a', 'one')
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  expect(await keep('chats', 'b', 'two')).toBe(false)
  expect(health.get()).toBe('full')
  expect((await all('chats', text)).sort()).toEqual(['one', 'two'])
})

it('sets damaged rows aside, and changes nothing in them', async () => {
  await keep('chats', 'a', 'one')
  await keep('chats', 'b', { broken: true })
  expect(await all('chats', text)).toEqual(['one'])
  expect(damaged.get()).toEqual([{ broken: true }])
  reopen()
  expect(await find('chats', 'b', (value) => value as object)).toEqual({ broken: true })
})
