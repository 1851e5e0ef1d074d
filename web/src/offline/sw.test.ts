// @vitest-environment node
// The service worker by its own code: it serves the shell without a network, and keeps no answer of the gateway.
import { readFileSync } from 'node:fs'
import { beforeEach, expect, it } from 'vitest'

type Listener = (event: object) => void

const files = ['/', '/boot.js', '/assets/a-1.js']
let stores: Map<string, Map<string, Response>>
let network: (path: string) => Response | Promise<Response>

const pathOf = (request: Request | string) => (typeof request === 'string' ? request : new URL(request.url).pathname)

function cacheOf(name: string) {
  const store = stores.get(name) ?? new Map<string, Response>()
  stores.set(name, store)
  return {
    addAll: async (requests: Request[]) => {
      for (const request of requests) store.set(pathOf(request), await network(pathOf(request)))
    },
    match: async (request: Request | string) => store.get(pathOf(request))?.clone(),
  }
}

const caches = {
  open: async (name: string) => cacheOf(name),
  keys: async () => [...stores.keys()],
  delete: async (name: string) => stores.delete(name),
  match: async (request: Request) => [...stores.values()].map((store) => store.get(pathOf(request))).find(Boolean),
}

function start(version: string): Record<string, Listener> {
  const listeners: Record<string, Listener> = {}
  const self = {
    location: { origin: 'http://page' },
    clients: { claim: async () => undefined },
    addEventListener: (name: string, listener: Listener) => (listeners[name] = listener),
  }
  const source = readFileSync('src/offline/sw.js', 'utf8').replace('= SHELL', `= ${JSON.stringify({ version, files })}`)
  class Asked extends Request {
    constructor(path: string, options?: RequestInit) {
      super(new URL(path, 'http://page'), options)
    }
  }
  const fetched = async (request: Request) => network(pathOf(request))
  new Function('self', 'caches', 'fetch', 'Request', source)(self, caches, fetched, Asked)
  return listeners
}

async function run(listener: Listener | undefined): Promise<void> {
  let done: Promise<unknown> = Promise.resolve()
  listener?.({ waitUntil: (work: Promise<unknown>) => (done = work) })
  await done
}

async function ask(worker: Record<string, Listener>, path: string, mode = 'cors', method = 'GET') {
  let answer: Promise<Response> | undefined
  const request = Object.defineProperty(new Request(`http://page${path}`, { method }), 'mode', { value: mode })
  worker.fetch?.({ request, respondWith: (given: Promise<Response>) => (answer = given) })
  return answer && (await (await answer).text())
}

const down = () => {
  throw new TypeError('no network')
}

beforeEach(() => {
  stores = new Map()
  network = (path) => new Response(`one ${path}`)
})

it('serves every view and file of the page without a network', async () => {
  const worker = start('1')
  await run(worker.install)
  network = down
  expect(await ask(worker, '/records/0x12', 'navigate')).toBe('one /')
  expect(await ask(worker, '/boot.js')).toBe('one /boot.js')
  expect(await ask(worker, '/assets/a-1.js')).toBe('one /assets/a-1.js')
  network = () => new Response('Bad Gateway', { status: 502 })
  expect(await ask(worker, '/', 'navigate')).toBe('one /')
})

it('never answers for the gateway, and keeps nothing of what it said', async () => {
  const worker = start('1')
  await run(worker.install)
  for (const path of ['/v1/network', '/v1/accounts/0x1', '/openapi.json', '/healthz'])
    expect(await ask(worker, path)).toBeUndefined()
  expect(await ask(worker, '/', 'navigate', 'POST')).toBeUndefined()
  expect([...(stores.get('kula-1')?.keys() ?? [])].sort()).toEqual([...files].sort())
})

it('with a network the page is the server’s, and files that never change are kept ones', async () => {
  const worker = start('1')
  await run(worker.install)
  network = (path) => new Response(`two ${path}`)
  expect(await ask(worker, '/money', 'navigate')).toBe('two /money')
  expect(await ask(worker, '/assets/a-1.js')).toBe('one /assets/a-1.js')
})

it('keeps the version before for the tabs that show it, and no older one', async () => {
  for (const version of ['1', '2', '3']) {
    const worker = start(version)
    await run(worker.install)
    await run(worker.activate)
  }
  expect([...stores.keys()]).toEqual(['kula-2', 'kula-3'])
})
