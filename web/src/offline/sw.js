// Serves the page's own files when the network does not. Nothing else is kept: no answer of the gateway is ever in a cache.
// The build writes SHELL: a hash of the files, and their addresses.
const { version, files } = SHELL
const NAME = `kula-${version}`
const PATIENCE = 3_000

self.addEventListener('install', (event) => event.waitUntil(fill()))
self.addEventListener('activate', (event) => event.waitUntil(clean()))
self.addEventListener('fetch', (event) => {
  const answer = answerOf(event.request)
  if (answer) event.respondWith(answer)
})
// The person asked for the new version: it takes over at once.
self.addEventListener('message', ({ data }) => data === 'take over' && self.skipWaiting())

async function fill() {
  const cache = await caches.open(NAME)
  await cache.addAll(files.map((file) => new Request(file, { cache: 'no-cache' })))
}

// The version before stays: tabs that are open may still load parts of it.
async function clean() {
  const others = (await caches.keys()).filter((name) => name.startsWith('kula-') && name !== NAME)
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
  await self.clients.claim()
}

// Assets never change, so the cache is first. The page is the server's, whose headers may have changed, so it is last.
function answerOf(request) {
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/v1/')) return null
  if (pathname.startsWith('/assets/')) return caches.match(request).then((kept) => kept ?? fetch(request))
  if (request.mode === 'navigate' && !/\.\w+$/.test(pathname)) return networkFirst(request, '/')
  return files.includes(pathname) ? networkFirst(request, pathname) : null
}

async function networkFirst(request, path) {
  const kept = (await caches.open(NAME)).match(path)
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.status < 500) return answer
    return (await kept) ?? answer
  } catch (error) {
    const last = await kept
    if (last) return last
    throw error
  }
}
