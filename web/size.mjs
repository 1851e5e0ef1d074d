// Says what the browser loads before it shows the page, and fails above the budget. `npm run build` runs it.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const FIRST = 110_000
const RELAY = 160_000
const WALLET = 60_000
const size = (name) => gzipSync(readFileSync(`dist/assets/${name}`), { level: 9 }).length
const statics = (name) => [...readFileSync(`dist/assets/${name}`, 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map((match) => match[1])

function reach(names, known = new Set()) {
  for (const name of names) if (!known.has(name)) reach(statics(name), known.add(name))
  return known
}

const first = reach([...readFileSync('dist/index.html', 'utf8').matchAll(/assets\/([^"]+\.js)"/g)].map((match) => match[1]))
const all = readdirSync('dist/assets').filter((name) => name.endsWith('.js'))
const wallet = reach(all.filter((name) => /^(ConnectSheets|signing|passkey)-/.test(name)))
const sum = (names) => [...names].reduce((total, name) => total + size(name), 0)
// WalletConnect's library comes only to those that pick it.
const relay = reach(all.filter((name) => /^pair-/.test(name)))
const sizes = { first: sum(first), wallet: sum([...wallet].filter((name) => !first.has(name))), relay: sum([...relay].filter((name) => !first.has(name))) }
console.log(`first scripts ${sizes.first} bytes of ${FIRST}, wallet ${sizes.wallet} of ${WALLET}, WalletConnect ${sizes.relay} of ${RELAY} (gzip)`)
if (sizes.first > FIRST || sizes.wallet > WALLET || sizes.relay > RELAY) process.exit(1)
