// A talk that goes on from a correction: what is sent later carries the correction's record, and needs nothing but this device.

import { conversation, correction, type Message, type PostRecord, rating } from '@kula/client'
import { canonicalBytes } from '@kula/client/canonical'
import { domainOf, types } from '@kula/client/signed'
import { keccak256, toHex, zeroHash } from 'viem'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../connect/gateway'
import { session } from '../connect/sessions'
import { reopen } from '../storage/database'
import { about, gateway, owned, receipt } from '../testing/gateway'
import { hold, loadOutbox, outbox, pump, putItem, sendNow } from './outbox'

const asked: Message = { role: 'user', content: 'How do I boil an egg?' }
const corrected: Message = { role: 'assistant', content: 'Six minutes.' }
const talk: Message[] = [asked, corrected, { role: 'user', content: 'And peel it?' }]
let posted: PostRecord[] = []

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  outbox.set({})
  await sendNow()
  posted = []
  network.set(about)
  session.set(owned)
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (url.endsWith('/v1/network')) return Response.json(about)
    if (url === 'http://rpc') return Response.json({ result: '0x0' })
    posted.push(JSON.parse(String(request?.body)))
    return receipt(String(request?.body))
  })
})

afterEach(() => vi.unstubAllGlobals())

async function answered(messages: Message[], content: string): Promise<Message> {
  const model = `0x${'7'.repeat(64)}` as const
  const promptHash = keccak256(canonicalBytes(messages.map(({ role, content }) => ({ role, content }))))
  const message = { promptHash, answerHash: keccak256(toHex(content)), modelId: model, key: owned.key }
  const signature = await gateway.signTypedData({ domain: domainOf(about), types, primaryType: 'Answer', message })
  return { role: 'assistant', content, answer: { model, signature } }
}

const correct = async () => {
  const content = correction([asked, await answered([asked], 'Boil it.')], corrected.content)
  return hold(['correction/1', 'chat', '1', content, 'Six minutes.', Date.now() - 60_000])
}
const give = (about: string, content: Parameters<typeof hold>[0][3]) =>
  hold([about, 'chat', '3', content, 'Six minutes.', Date.now() - 50_000])

it('what follows a correction carries its record and names it as its parent, also after a reload', async () => {
  await correct()
  await give('rating/3', rating([...talk, await answered(talk, 'Under water.')], 1))
  await pump()
  const { record: first, salt } = posted[0] as PostRecord
  outbox.set({})
  await loadOutbox()
  await give('conversation/3', conversation([...talk, await answered(talk, 'Under water.')]))
  await pump()
  const hash = Object.values(outbox.get()).find((item) => item.about === 'correction/1')?.record
  expect(posted.map(({ record }) => record.parent)).toEqual([zeroHash, hash, hash])
  for (const { content } of posted.slice(1)) {
    const [, turn, , last] = content.messages as Message[]
    expect(turn?.correction).toMatchObject({ content: 'Boil it.', salt, nonce: first.nonce })
    expect(last?.answer).toBeDefined()
  }
})

it('a correction that was refused, taken back or sent by another owner proves nothing', async () => {
  for (const change of [{ state: 'refused' }, { ended: 'taken-back' }, { owner: gateway.address }] as const) {
    outbox.set({})
    await correct()
    await pump()
    const item = Object.values(outbox.get())[0]
    if (item) await putItem({ ...item, ...change })
    await give('conversation/3', conversation(talk))
    await pump()
    expect(posted.at(-1)?.content.messages).toEqual(talk)
    expect(posted.at(-1)?.record.parent).toBe(zeroHash)
  }
})
