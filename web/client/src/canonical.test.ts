import { readFileSync } from 'node:fs'
import { concat, hashTypedData, keccak256, toHex } from 'viem'
import { expect, test } from 'vitest'
import { canonicalBytes, type Json } from './canonical.ts'
import {
  conversation,
  correction,
  type Message,
  mostReasons,
  outcomes,
  preference,
  rating,
  reasonsAgainst,
  reasonsFor,
} from './content.ts'
import { nonceAt, signingDomain, types } from './signed.ts'
import { transferTypes } from './transfer.ts'

const vectors = JSON.parse(readFileSync('../tests/protocol/vectors.json', 'utf8'))
const domain = signingDomain(vectors.domain.chain_id, vectors.domain.grants)
const owner = `0x${'11'.repeat(20)}` as const
const key = `0x${'22'.repeat(20)}` as const

test('canonical bytes are those of the Python protocol', () => {
  for (const { value, bytes } of vectors.canonical as { value: Json; bytes: string }[])
    expect(new TextDecoder().decode(canonicalBytes(value))).toBe(bytes)
  expect(() => canonicalBytes(1.5)).toThrow()
  expect(() => canonicalBytes('\ud800')).toThrow()
})

test('digests are those of the Python protocol', () => {
  const grant = {
    owner,
    key,
    payTo: owner,
    licences: ['CC0-1.0', 'CC-BY-4.0'],
    origin: 'http://127.0.0.1:8000',
    maxPerEpoch: 7,
    expiry: 2n ** 40n,
    nonce: 2n ** 63n + 5n,
  }
  expect(hashTypedData({ domain, types, primaryType: 'Grant', message: grant })).toBe(`0x${vectors.grant}`)
  const record = {
    owner,
    kind: 'rating',
    commitment: `0x${'03'.repeat(32)}` as const,
    licence: 'CC0-1.0',
    parent: `0x${'04'.repeat(32)}` as const,
    nonce: 9n,
  }
  expect(hashTypedData({ domain, types, primaryType: 'Record', message: record })).toBe(`0x${vectors.record}`)
})

test('every message that is signed has the digest that eth-account gives it', () => {
  const coin = signingDomain(vectors.coin.chain_id, vectors.coin.token)
  for (const [by, messages] of [
    [domain, vectors.messages],
    [coin, vectors.coin.messages],
    [domain, vectors.opinions.messages],
  ] as const)
    for (const { type, members, message, digest } of messages)
      expect(hashTypedData({ domain: by, types: { [type]: members }, primaryType: type, message })).toBe(`0x${digest}`)
})

test('a transfer of this client is the one that the protocol signs', () => {
  const members = (vectors.coin.messages as { type: string; members: object[] }[]).find(
    ({ type }) => type === 'TransferWithFee',
  )?.members
  expect(transferTypes.TransferWithFee).toEqual(members)
})

test('contents have the bytes that the Python protocol gives them', () => {
  const asked: Message = { role: 'user', content: 'Hi' }
  const answer = { model: `0x${'07'.repeat(32)}`, signature: `0x${'08'.repeat(65)}` } as const
  const said: Message = { role: 'assistant', content: 'Hello' }
  const other: Message = { role: 'assistant', content: 'Hm', answer }
  const imported: Message = { ...said, written_by: 'm-1' }
  const contents = [
    conversation([asked, imported]),
    conversation([asked, { ...said, answer }]),
    rating([asked, said], 1),
    rating([asked, said], -1, ['wrong', 'too-short']),
    correction([asked, said], 'Good day'),
    ...outcomes.map((outcome, index) => preference([asked], index === 0 ? imported : said, other, outcome)),
  ]
  expect(contents.map((content) => new TextDecoder().decode(canonicalBytes(content)))).toEqual(vectors.contents)
})

test('the reasons of a rating are those of the Python protocol', () => {
  expect(reasonsFor).toEqual(vectors.reasons.for)
  expect(reasonsAgainst).toEqual(vectors.reasons.against)
  expect(mostReasons).toBe(vectors.reasons.most)
})

test('a nonce holds the signing time as in the Python protocol', () => {
  const { signed_at, low, nonce } = vectors.nonce
  expect(nonceAt(signed_at, low).toString()).toBe(nonce)
})

test('a commitment covers salt and canonical bytes', () => {
  const content = conversation([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
  ])
  const salt = `0x${'01'.repeat(32)}` as const
  expect(keccak256(concat([salt, toHex(canonicalBytes(content))]))).toBe(`0x${vectors.commitment}`)
})
