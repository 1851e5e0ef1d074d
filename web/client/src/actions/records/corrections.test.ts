// A talk that goes on from the person's own correction: the record that proves it follows from the talk, as in Python.
import { readFileSync } from 'node:fs'
import { type Content, conversation, correctedTurn, correction, type Message, type Network } from '@kula/client'
import { canonicalBytes } from '@kula/client/canonical'
import { domainOf, types } from '@kula/client/signed'
import { generatePrivateKey, keepSigned, privateKeyToAccount, recordOf, signRecord } from '@kula/client/signing'
import { hashTypedData, keccak256, toHex, zeroHash } from 'viem'
import { expect, it } from 'vitest'

const { domain, opinions } = JSON.parse(readFileSync('../tests/protocol/vectors.json', 'utf8'))
const vector = opinions.correction
const gateway = privateKeyToAccount(generatePrivateKey())
const account = privateKeyToAccount(generatePrivateKey())
const network = {
  chain_id: domain.chain_id,
  gateway: gateway.address,
  addresses: { grants: domain.grants },
} as unknown as Network
const asked: Message = { role: 'user', content: 'How do I boil an egg?' }
const further: Message = { role: 'user', content: 'And how do I peel it?' }

const sign = (content: Content, owner = account.address) =>
  signRecord(network, { owner, account, grant: zeroHash, licence: 'CC0-1.0', now: 5, content })
const hashOf = (body: Awaited<ReturnType<typeof sign>>) =>
  hashTypedData({ domain: domainOf(network), types, primaryType: 'Record', message: recordOf(body) })

async function answered(talk: Message[], content: string): Promise<Message> {
  const modelId = `0x${'7'.repeat(64)}` as const
  const promptHash = keccak256(canonicalBytes(talk.map(({ role, content }) => ({ role, content }))))
  const message = { promptHash, answerHash: keccak256(toHex(content)), modelId, key: account.address }
  const signature = await gateway.signTypedData({ domain: domainOf(network), types, primaryType: 'Answer', message })
  return { role: 'assistant', content, answer: { model: modelId, signature } }
}

it('the vector: the turn follows from the correction, and the parent from the talk', async () => {
  const { talk, content, owner, record } = vector
  const { salt, licence, parent, nonce } = talk[1].correction
  const body = { ...(await sign(content, owner)), salt }
  expect(correctedTurn({ ...body, record: { ...body.record, licence, parent, nonce } })).toEqual(talk[1])
  const later = await sign(conversation(talk), owner)
  expect(later.record.parent).toBe(`0x${record}`)
  expect(later.content.messages).toEqual(talk)
})

it('a talk carries the proof of each correction that it goes on from', async () => {
  const keep = (messages: Message[], known: object[]) =>
    keepSigned(network, conversation(messages), account.address, known as Parameters<typeof keepSigned>[3])
  const first = await sign(correction([asked, await answered([asked], 'Boil it.')], 'Six minutes.'))
  const talk: Message[] = [asked, { role: 'assistant', content: 'Six minutes.' }, further]
  const next = await answered(talk, 'Under water.')
  const again = await keepSigned(network, correction([...talk, next], 'Under cold water.'), account.address, [first])
  const second = await sign(again)
  expect(second.record.parent).toBe(hashOf(first))
  const long = [...talk, { role: 'assistant', content: 'Under cold water.' } as Message, further]
  const whole = (await keep(long, [second, first])).messages as unknown as Message[]
  expect(whole.map((message) => message.correction !== undefined)).toEqual([false, true, false, true, false])
  expect((await sign(conversation(whole))).record.parent).toBe(hashOf(second))
  // Without the first one, the second one is of another talk.
  expect(await keep(long, [second])).toEqual(conversation(long))
})

it('other words, another talk, another key and an unsigned answer prove nothing', async () => {
  const body = await sign(correction([asked, await answered([asked], 'Boil it.')], 'Six minutes.'))
  const unsigned = await sign(correction([asked, { role: 'assistant', content: 'Boil it.' }], 'Six minutes.'))
  const turn: Message = { role: 'assistant', content: 'Six minutes.' }
  const talk = [asked, turn, further]
  const other = generatePrivateKey()
  const bare = [
    await keepSigned(network, conversation(talk), account.address, []),
    await keepSigned(network, conversation(talk), account.address, [unsigned]),
    await keepSigned(network, conversation(talk), privateKeyToAccount(other).address, [body]),
    await keepSigned(network, conversation([asked, correctedTurn(body), further]), gateway.address),
  ]
  for (const content of bare) expect(content).toEqual(conversation(talk))
  for (const changed of [
    [{ ...asked, content: 'Hm?' }, turn],
    [asked, { ...turn, content: 'Seven minutes.' }],
  ])
    expect(await keepSigned(network, conversation(changed), account.address, [body])).toEqual(conversation(changed))
  const written = [asked, { ...turn, written_by: 'm-1' }]
  expect(await keepSigned(network, conversation(written), account.address, [body])).toEqual(conversation(written))
})

it('a proof for which a record has no room is left out', async () => {
  const body = await sign(correction([asked, await answered([asked], 'x'.repeat(40_000))], 'Six minutes.'))
  const talk: Message[] = [
    asked,
    { role: 'assistant', content: 'Six minutes.' },
    { ...further, content: 'y'.repeat(30_000) },
  ]
  expect(await keepSigned(network, conversation(talk), account.address, [body])).toEqual(conversation(talk))
  const short = await keepSigned(network, conversation(talk.slice(0, 2)), account.address, [body])
  expect(short.messages).toEqual([asked, correctedTurn(body)])
})
