// A newer version of the page is offered, and takes over only when the person says so.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { scriptUrl } from './trusted'
import { UpdateBanner } from './UpdateBanner'
import { keepOffline, waiting } from './updates'

class Kept extends EventTarget {
  waiting: object | null = null
  installing: (EventTarget & { state: string; postMessage(text: string): void }) | null = null
  update = async () => undefined
}

let kept: Kept
let container: EventTarget & { controller: object | null; register: () => Promise<Kept> }

beforeEach(() => {
  vi.stubEnv('DEV', false)
  kept = new Kept()
  container = Object.assign(new EventTarget(), { controller: {} as object | null, register: async () => kept })
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { serviceWorker: container }))
  waiting.set(null)
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

function install(told: string[] = []) {
  kept.installing = Object.assign(new EventTarget(), {
    state: 'installed',
    postMessage: (text: string) => told.push(text),
  })
  kept.dispatchEvent(new Event('updatefound'))
  kept.installing.dispatchEvent(new Event('statechange'))
}

it('a newer version is offered, and loads when it has taken over', async () => {
  const told: string[] = []
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  render(<UpdateBanner />)
  await keepOffline()
  expect(screen.queryByRole('status')).toBeNull()
  install(told)
  fireEvent.click(await screen.findByRole('button', { name: 'Reload' }))
  expect([told, reload.mock.calls.length]).toEqual([['take over'], 0])
  container.dispatchEvent(new Event('controllerchange'))
  await waitFor(() => expect(reload).toHaveBeenCalledOnce())
})

it('the first version that a browser keeps is no newer one, and a refusal is no fault', async () => {
  container.controller = null
  await keepOffline()
  install()
  expect(waiting.get()).toBeNull()
  container.register = async () => {
    throw new DOMException('no', 'SecurityError')
  }
  await keepOffline()
})

it('scripts come from the page’s own origin only', () => {
  expect(scriptUrl('/sw.js')).toBe(new URL('/sw.js', location.href).href)
  expect(() => scriptUrl('https://evil.example/sw.js')).toThrow(TypeError)
  expect(() => scriptUrl('data:text/javascript,1')).toThrow(TypeError)
})
