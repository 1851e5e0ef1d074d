// The gallery's gateway for opinions: take-backs, erasures, blind pairs, tasks and transfers, signed with its real key.
import { concat, hashTypedData, keccak256, toHex } from 'viem'
import { parts } from './answers.mjs'
import { signAnswer } from './signing.mjs'

const member = (list) => list.split(',').map((one) => ({ type: one.split(' ')[0], name: one.split(' ')[1] }))
const types = {
  Erasure: member(
    'address gateway,address owner,bytes32 record,uint64 until,uint32 records,uint32 waiting,uint32 royaltiesEnded',
  ),
  Pair: member('address gateway,address key,bytes32 promptHash,bytes32 sources,uint64 until'),
}
const SIDES = ['a', 'b']
const EARLIER = `0x${'7'.repeat(64)}`
const pairs = new Map()
const domainOf = ({ chain_id, addresses }) => ({
  ...{ name: 'Kula', version: '1', chainId: chain_id },
  verifyingContract: addresses.grants,
})

function talk(messages) {
  return `[${messages.map(({ role, content }) => `{"content":${JSON.stringify(content)},"role":${JSON.stringify(role)}}`).join(',')}]`
}

async function pair(about, account, body, response, answerFor) {
  const question = body.messages.at(-1).content
  const isSwapped = Math.random() < 0.5
  const made = [
    { model: about.served.manifest, temperature: 400, text: answerFor(question) },
    { model: EARLIER, temperature: 400, text: answerFor(question, 1) },
  ]
  if (isSwapped) made.reverse()
  const sources = Object.fromEntries(
    made.map(({ model, temperature }, place) => [SIDES[place], { model, temperature }]),
  )
  const text = `{${SIDES.map((side) => `"${side}":{"model":"${sources[side].model}","temperature":400}`).join(',')}}`
  const salt = keccak256(toHex(String(Math.random())))
  const message = {
    gateway: account.address,
    key: body.key,
    promptHash: keccak256(toHex(talk(body.messages))),
    sources: keccak256(concat([salt, toHex(text)])),
    until: BigInt(about.now + 86_400),
  }
  const typed = { domain: domainOf(about), types, primaryType: 'Pair', message }
  const id = hashTypedData(typed)
  pairs.set(id, { salt, sources, made, body })
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const event = (part) => response.write(`data: ${JSON.stringify(part)}\n\n`)
  const { gateway, key, promptHash: prompt_hash } = message
  const signature = await account.signTypedData(typed)
  event({
    offer: { pair: id, gateway, key, prompt_hash, sources: message.sources, until: about.now + 86_400, signature },
  })
  const pieces = made.map((one) => parts(one.text))
  for (let place = 0; place < Math.max(...pieces.map((all) => all.length)); place++) {
    for (const [at, all] of pieces.entries()) if (all[place]) event({ side: SIDES[at], piece: all[place] })
    await new Promise((done) => setTimeout(done, 8))
  }
  for (const side of SIDES) event({ side, finish_reason: 'stop' })
  response.end('data: [DONE]\n\n')
}

async function choose(about, account, id, { outcome }) {
  const { salt, sources, made, body } = pairs.get(id)
  const sign = async ({ model, text }) => {
    const served = { ...about, served: { manifest: model } }
    return { model, signature: await signAnswer(account, served, body.messages, text, body.key) }
  }
  return { pair: id, outcome, salt, sources, a: await sign(made[0]), b: await sign(made[1]) }
}

async function erase(about, account, records, { owner, record, until, royalties }) {
  const all = [...records.values()].filter((one) => one.record.owner === owner)
  const ended = /^0x0+$/.test(record) ? all : all.filter((one) => one.receipt.record === record)
  for (const one of ended) one.withheld = 'erased'
  const counts = { records: ended.length, waiting: 0 }
  const message = { gateway: account.address, owner, record, until: BigInt(until), ...counts }
  const typed = { domain: domainOf(about), types, primaryType: 'Erasure' }
  const signature = await account.signTypedData({
    ...typed,
    message: { ...message, royaltiesEnded: royalties.length },
  })
  return { ...message, until, royalties_ended: royalties.length, signature }
}

const task = (place, kind, ...texts) => ({
  task: `0x${String(place).repeat(64)}`,
  kind,
  messages: texts.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content })),
  dataset: 7,
  answer: null,
  until: 2 ** 31,
})
export const tasks = [
  task(1, 'pair', 'Explain to my grandmother what a password manager does.'),
  task(2, 'correct', 'When was the first crewed Moon landing?', 'On 21 July 1969, by Apollo 12.'),
  task(3, 'answer', 'Why do cats purr?'),
]

/** Answers a POST about opinions. Resolves to a body, `null` if it has answered, or undefined if it is about something else. */
export async function postOpinion(path, body, { about, account, records, response, answerFor }) {
  if (path === '/v1/take-backs') {
    const known = records.get(body.record)
    known.withheld = 'taken-back'
    return { record: body.record, seq: known.receipt.seq, last_epoch: 420 }
  }
  if (path === '/v1/erasures') return erase(about, account, records, body)
  if (path === '/v1/transfers') return { nonce: body.transfer.nonce, transaction: keccak256(body.signature) }
  const [, choice] = /^\/v1\/pairs\/(0x[0-9a-f]{64})\/choice$/.exec(path) ?? []
  if (choice) return choose(about, account, choice, body)
  if (path !== '/v1/pairs') return undefined
  await pair(about, account, body, response, answerFor)
  return null
}
