// A gateway that lies is named: in the answer of a chat, in a page of records.
import { hashTypedData, keccak256, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listRecords } from './actions/accounts/listRecords.ts'
import { followChat } from './actions/chat/followChat.ts'
import { streamChat } from './actions/chat/streamChat.ts'
import { canonicalBytes } from './canonical.ts'
import type { Message } from './content.ts'
import { BadProof, createClient } from './http.ts'
import { receiptDigest } from './promises.ts'
import type { Network } from './shapes.ts'
import { domainOf, types } from './signed.ts'

const gateway = privateKeyToAccount(generatePrivateKey())
const stranger = privateKeyToAccount(generatePrivateKey())
const key = stranger.address
const grants = '0x1111111111111111111111111111111111111111'
const network = { chain_id: 31337, gateway: gateway.address, addresses: { grants } } as unknown as Network
const model = `0x${'07'.repeat(32)}` as const
const messages: Message[] = [{ role: 'user', content: 'How do I boil an egg?' }]

afterEach(() => vi.unstubAllGlobals())

async function signed(text: string, signer = gateway) {
  const message = {
    promptHash: keccak256(canonicalBytes([{ role: 'user', content: 'How do I boil an egg?' }])),
    answerHash: keccak256(toHex(text)),
    modelId: model,
    key,
  }
  return {
    model,
    signature: await signer.signTypedData({ domain: domainOf(network), types, primaryType: 'Answer', message }),
  }
}

/** Lets the gateway answer with this text and this proof. */
function answerWith(text: string, answer: unknown): void {
  const last = { index: 0, delta: {}, finish_reason: 'stop', ...(answer ? { kula: { answer } } : {}) }
  const events = [{ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }, { choices: [last] }]
  const body = [...events.map((event) => JSON.stringify(event)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('')
  vi.stubGlobal('fetch', async () => new Response(body))
}

const ask = () => streamChat(createClient(), { messages, key, network })

describe('streamChat', () => {
  it('gives an answer that the gateway signed for this talk and key', async () => {
    answerWith('Six minutes.', await signed('Six minutes.'))
    expect(await ask()).toMatchObject({ text: 'Six minutes.', finish: 'stop', answer: { model } })
  })

  it('calls every lie a lie', async () => {
    const good = await signed('Six minutes.')
    for (const [text, answer] of [
      ['Buy my coin.', good],
      ['Six minutes.', undefined],
      ['Six minutes.', await signed('Six minutes.', stranger)],
      ['Six minutes.', { ...good, model: `0x${'09'.repeat(32)}` }],
      ['Six minutes.', { ...good, signature: '0x12' }],
      ['Six minutes.', { model: 1, signature: null }],
    ] as const) {
      answerWith(text, answer)
      await expect(ask(), JSON.stringify(answer)).rejects.toThrow(BadProof)
    }
  })

  it('calls a lie a lie that comes when the answer is read on', async () => {
    const [half] = [{ id: 'chat-1', choices: [{ index: 0, delta: { content: 'Six ' }, finish_reason: null }] }]
    answerWith('Buy my coin.', await signed('Six minutes.'))
    const lie = fetch
    let asked = 0
    vi.stubGlobal('fetch', (url: string) =>
      asked++ ? lie(url) : Promise.resolve(new Response(`data: ${JSON.stringify(half)}\n\n`)),
    )
    await expect(followChat(createClient(), { messages, key, network })).rejects.toThrow(BadProof)
    expect(asked).toBe(2)
  })

  it('checks nothing without a key, or without the network', async () => {
    answerWith('Six minutes.', undefined)
    expect(await streamChat(createClient(), { messages, network })).toMatchObject({ finish: 'stop' })
    expect(await streamChat(createClient(), { messages, key })).toMatchObject({ finish: 'stop' })
  })
})

const record = hashTypedData({ domain: domainOf(network), types, primaryType: 'Revoke', message: { owner: key, key } })

async function status(changes: object = {}, signer = gateway, seq = 3) {
  const part = { seq, last_epoch: 6 }
  const promise = { gateway: gateway.address, record, signature: '0x' as const, ...part }
  const signature = await signer.sign({ hash: receiptDigest(network, promise) })
  return { record, receipt: { ...part, signature, ...changes } }
}

describe('listRecords', () => {
  const list = () => listRecords(createClient(), key, '', network)
  const serve = (...records: unknown[]) => vi.stubGlobal('fetch', async () => Response.json({ records, next: null }))

  it('gives a page whose receipts hold', async () => {
    serve(await status(), await status({}, gateway, 2))
    expect((await list()).records).toHaveLength(2)
  })

  it('calls every receipt that proves nothing a lie', async () => {
    const good = await status()
    for (const bad of [
      await status({}, stranger),
      await status({ seq: 4 }),
      await status({ last_epoch: 7 }),
      await status({ signature: '0x12' }),
      await status({ signature: null }),
      { ...good, record: model },
      { ...good, receipt: null },
    ]) {
      serve(good, bad)
      await expect(list(), JSON.stringify(bad)).rejects.toThrow(BadProof)
    }
    serve({ ...good, receipt: null })
    expect((await listRecords(createClient(), key)).records).toHaveLength(1)
  })
})
