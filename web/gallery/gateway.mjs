// A gateway in memory, for looking at the page: `node gallery/gateway.mjs [port] [folder]` serves the built page with the real gateway's
// headers, and at /gallery/ every view in every state. It signs receipts and answers with a real key. POST /__gallery {"mode": …} makes it fail in a chosen way.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { keccak256, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { answerFor, network, parts } from './answers.mjs'
import { postOpinion, tasks } from './opinions.mjs'
import { recordHash, signAnswer, signReceipt } from './signing.mjs'

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types kula"
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}
const account = privateKeyToAccount(generatePrivateKey())
const port = Number(process.argv[2] ?? 8100)
const folder = process.argv[3] ?? 'dist'
const state = { mode: '', records: new Map(), grants: [], seq: 1, requests: [], answers: new Map() }
const relay = () => (state.mode === 'walletconnect' ? 'wss://relay.walletconnect.org' : '')
const project = () => (relay() ? { walletconnect_project: '0'.repeat(32) } : {})
const about = () => ({ ...network(account.address, `http://localhost:${port}`), ...project() })

function json(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'content-type': type })
  response.end(JSON.stringify(body))
}

function problem(response, status, slug, detail) {
  const document = { type: `https://kula.network/problems/${slug}`, title: slug, status, detail }
  json(response, status, document, 'application/problem+json')
}

async function chat(response, body) {
  if (state.mode === 'no-guests' && body.kula && !state.grants.some((grant) => grant.key === body.kula.key))
    return problem(response, 404, 'unknown-grant', 'no grant names this session key')
  if (state.mode === 'busy') {
    response.setHeader('retry-after', '2')
    return problem(response, 503, 'busy', 'the model is busy')
  }
  const text = answerFor(body.messages.at(-1).content, body.temperature === 0.9 ? 1 : 0)
  const model = about().served.manifest
  const id = body.id ?? `chatcmpl-${state.answers.size}`
  // An answer that is read again comes from its beginning.
  state.answers.set(id, { ...body, id })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const event = (choice, more = {}) =>
    response.write(
      `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 1, model, choices: [{ ...choice, ...more }] })}\n\n`,
    )
  let gone = false
  response.on('close', () => {
    gone = true
  })
  const pieces = parts(text)
  for (const [place, piece] of pieces.entries()) {
    if (gone) return
    if (state.mode === 'break' && place > 5) return response.end()
    event({ index: 0, delta: { content: piece }, finish_reason: null })
    await new Promise((done) => setTimeout(done, state.mode === 'slow' ? 200 : 8))
  }
  const signed = body.kula
    ? { kula: { answer: { model, signature: await signAnswer(account, about(), body.messages, text, body.kula.key) } } }
    : {}
  event({ index: 0, delta: {}, finish_reason: state.mode === 'length' ? 'length' : 'stop', ...signed })
  response.end('data: [DONE]\n\n')
}

async function take(response, body) {
  if (state.mode === 'revoked') return problem(response, 403, 'key-revoked', 'the owner revoked this session key')
  if (state.mode === 'down') return response.destroy()
  if (state.mode === 'backlog') return problem(response, 503, 'backlog-full', 'too much waits')
  const hash = recordHash(about(), body.record)
  const known = state.records.get(hash)
  if (known) return json(response, 200, known.receipt)
  const receipt = await signReceipt(account, about(), hash, state.seq++)
  state.records.set(hash, { receipt, record: body.record, body, at: Date.now() })
  json(response, 201, receipt)
}

// A record is posted after 5 s, scored after 10 and final after 20, so that each state can be looked at.
function status({ receipt, record, at, withheld = null }) {
  const age = state.mode === 'unposted' ? 0 : (Date.now() - at) / 1_000
  const score = 40 + ((receipt.seq * 43) % 180)
  const { seq, last_epoch, signature } = receipt
  const base = {
    record: receipt.record,
    owner: record.owner,
    kind: record.kind,
    parent: record.parent,
    receipt: { seq, last_epoch, signature },
    signed_at: Math.floor(at / 1_000),
    floor: 64,
    until: age < 5 && !withheld ? Math.floor(Date.now() / 1_000) + 1_500 : null,
    withheld,
    estimate:
      age > 2 && age < 10
        ? { score: score + 3, reasons: [], stage: age < 5 ? 'first' : 'whole', at: Math.floor(at / 1_000) }
        : null,
    unestimated: age < 2 ? 'waiting' : null,
    again: false,
  }
  if (age < 10)
    return {
      ...base,
      state: age < 5 ? 'received' : 'posted',
      epoch: null,
      position: null,
      score: null,
      reasons: [],
      pay: null,
    }
  const credit = Math.max(0, score - 64)
  const pay = { credit, price: '500000000000000000', amount: String(BigInt(credit) * 5n * 10n ** 17n), final: age > 20 }
  return {
    ...base,
    state: age > 20 ? 'final' : 'reported',
    epoch: 418,
    position: seq,
    score,
    reasons: [credit > 0 ? 'good' : 'low_quality'],
    pay,
  }
}

function accountOf(address) {
  const records = [...state.records.values()]
    .filter(({ record }) => record.owner === address)
    .map(status)
    .reverse()
  const sum = (isFinal) =>
    records.reduce((total, { pay }) => total + (pay?.final === isFinal ? BigInt(pay.amount) : 0n), 0n)
  const grants = state.grants.filter(({ owner }) => owner === address)
  return {
    totals: {
      account: address,
      records: Object.fromEntries(
        ['received', 'posted', 'reported', 'final', 'void'].map((one) => [
          one,
          records.filter((record) => record.state === one).length,
        ]),
      ),
      earned: String(sum(true)),
      claimable: '0',
      paid: String(sum(true)),
      pending: String(sum(false)),
      grants,
    },
    page: { records: records.slice(0, 50), next: null },
  }
}

function keysOf(address) {
  return state.grants
    .filter(({ owner }) => owner === address)
    .map(({ key, hash, payTo, expiry }) => ({ key, grant: hash, pay_to: payTo, expiry, revoked_in: 0 }))
}

// Tells each new state of an account's records.
function tell(address, response) {
  const told = new Map()
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': nothing yet\n\n')
  const timer = setInterval(() => {
    for (const known of state.records.values()) {
      const now = status(known)
      if (now.owner !== address || told.get(now.record) === now.state) continue
      const change = { change: 'record', at: about().now, record: now.record, state: now.state }
      told.set(now.record, now.state)
      response.write(`event: record\ndata: ${JSON.stringify(change)}\n\n`)
    }
  }, 1_000)
  response.on('close', () => clearInterval(timer))
}

async function post(path, response, body) {
  if (path === '/__gallery') {
    Object.assign(state, body)
    return json(response, 200, {})
  }
  if (path === '/rpc') return json(response, 200, { jsonrpc: '2.0', id: 1, result: '0x1' })
  if (path === '/v1/chat/completions') return chat(response, body)
  if (path === '/v1/records') return take(response, body)
  if (path === '/v1/grants') {
    const hash = keccak256(toHex(JSON.stringify(body)))
    state.grants.push({ ...body.grant, hash })
    return json(response, 201, { grant: hash, signature: body.signature })
  }
  if (path === '/v1/revocations') {
    state.grants = state.grants.filter(({ key }) => key !== body.key)
    return json(response, 202, { owner: body.owner, key: body.key, transaction: keccak256('0x01') })
  }
  const told = await postOpinion(path, body, { about: about(), account, records: state.records, response, answerFor })
  if (told !== undefined) return told && json(response, 200, told)
  problem(response, 404, 'not-found', path)
}

function get(path, response) {
  const [, , kind, id, part] = path.split('/')
  if (state.mode === 'down') return response.destroy()
  if (path === '/__gallery') return json(response, 200, { requests: state.requests })
  if (path === '/v1/network') return json(response, 200, about())
  if (path.startsWith('/v1/chat/completions/')) {
    const asked = state.answers.get(path.split('/')[4])
    return asked ? chat(response, asked) : problem(response, 404, 'not-found', path)
  }
  if (path === '/v1/tasks') return json(response, 200, { tasks, free: [{ kind: 'pair', count: 40 }] })
  if (part === 'events') return tell(id, response)
  if (part === 'days') return json(response, 200, { days: [], next: null })
  if (part === 'keys') return json(response, 200, { account: id, keys: keysOf(id) })
  if (kind === 'accounts')
    return state.mode === 'chain'
      ? problem(response, 503, 'unavailable', 'the chain')
      : json(response, 200, accountOf(id)[part === 'records' ? 'page' : 'totals'])
  if (kind === 'epochs')
    return json(response, 200, {
      epoch: Number(id),
      phase: id === '418' ? 'open' : id === '417' ? 'challenge' : 'final',
      records: 900 + (Number(id) % 300),
      batches: [],
      report: null,
      scores: [],
    })
  if (path === '/v1/network/models') return json(response, 200, { models: about().gallery.models })
  if (path === '/v1/datasets') return json(response, 200, { datasets: about().gallery.datasets })
  const known = state.records.get(id)
  if (kind === 'records' && known) return json(response, 200, status(known))
  if (kind === 'trace' && known) {
    const { receipt, record, body } = known
    const grant = state.grants.find(({ hash }) => hash === body.grant) ?? state.grants[0]
    return json(response, 200, {
      record,
      hash: receipt.record,
      grant,
      grant_signature: '0x',
      signature: body.signature,
      gateway: account.address,
      seq: receipt.seq,
      steps: [],
      link: '',
      receipt: receipt.signature,
      last_epoch: receipt.last_epoch,
    })
  }
  if (path.startsWith('/v1/')) return problem(response, 404, 'unknown-record', path)
  page(path, response)
}

function page(path, response) {
  const isGallery = path.startsWith('/gallery')
  const file = extname(path) ? normalize(path) : isGallery ? '/gallery/index.html' : '/index.html'
  try {
    const text = readFileSync(join(isGallery ? 'build' : folder, file))
    // As at the real gateway: a browser that has an asset does not ask for it again.
    const kept = file.includes('/assets/') ? { 'cache-control': 'public, max-age=31536000, immutable' } : {}
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', ...kept })
    response.end(text)
  } catch {
    problem(response, 404, 'not-found', path)
  }
}

createServer(async (request, response) => {
  response.setHeader('content-security-policy', CSP.replace("connect-src 'self'", `connect-src 'self' ${relay()}`))
  const { pathname } = new URL(request.url, 'http://x')
  state.requests.push(`${request.method} ${pathname}`)
  if (request.method !== 'POST') return get(pathname, response)
  let text = ''
  for await (const piece of request) text += piece
  await post(pathname, response, JSON.parse(text || '{}'))
}).listen(port, '127.0.0.1', () => console.log(`http://localhost:${port} and http://localhost:${port}/gallery/`))
