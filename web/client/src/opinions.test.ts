// Pairs, take-backs and erasures: what is signed, and that no lie of the gateway passes.

import { readFileSync } from 'node:fs'
import { recoverTypedDataAddress, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { prepareErasure } from './actions/endings/prepareErasure.ts'
import { prepareTakeBack } from './actions/endings/prepareTakeBack.ts'
import { sendErasure } from './actions/endings/sendErasure.ts'
import { sendTakeBack } from './actions/endings/sendTakeBack.ts'
import { choosePair } from './actions/pairs/choosePair.ts'
import { streamPair } from './actions/pairs/streamPair.ts'
import type { Message } from './content.ts'
import { createClient } from './http.ts'
import { opinionTypes, verifyOffer } from './opinions.ts'
import type { Network, Revealed } from './shapes.ts'
import { domainOf } from './signed.ts'
import { erasureOf, eventsOf, model, offerOf, revealOf, sources } from './testing/pairing.ts'

const gateway = privateKeyToAccount(generatePrivateKey())
const account = privateKeyToAccount(generatePrivateKey())
const grants = `0x${'22'.repeat(20)}` as const
const network = {
  chain_id: 31337,
  gateway: gateway.address,
  now: 500,
  addresses: { grants },
} as unknown as Network
const client = createClient()
const talk: Message[] = [{ role: 'user', content: 'Why?' }]
const texts = { a: 'Because of air.', b: 'For no reason, 天空。' }

afterEach(() => vi.unstubAllGlobals())

it('the messages are those of the Python protocol', () => {
  const { opinions } = JSON.parse(readFileSync('../tests/protocol/vectors.json', 'utf8'))
  for (const { type, members } of opinions.messages as { type: keyof typeof opinionTypes; members: object[] }[])
    expect(opinionTypes[type]).toEqual(members)
})

describe('pairs', () => {
  it('both answers stream at once, after the commitment', async () => {
    const offer = await offerOf(gateway, network, account.address, talk)
    vi.stubGlobal('fetch', async () => new Response(eventsOf(offer, texts)))
    const seen: string[] = []
    const onPiece = (side: string, text: string) => seen.push(`${side}${text.length}`)
    const streamed = await streamPair(client, {
      messages: talk,
      key: account.address,
      onOffer: () => seen.push('offer'),
      onPiece,
    })
    expect(streamed).toEqual({ offer, ...texts })
    expect(seen.slice(0, 5)).toEqual(['offer', 'a4', 'b4', 'a8', 'b8'])
    await verifyOffer(network, offer, account.address, talk)
  })

  it('a pair that breaks off has no winner', async () => {
    const offer = await offerOf(gateway, network, account.address, talk)
    const broken = `data: ${JSON.stringify({ offer })}\n\ndata: {"side":"a","piece":"x"}\n\ndata: {"problem":"unavailable"}\n\n`
    for (const text of [broken, broken.split('data: {"problem')[0] ?? '']) {
      vi.stubGlobal('fetch', async () => new Response(text))
      const options = { messages: talk, key: account.address, onOffer: () => undefined, onPiece: () => undefined }
      await expect(streamPair(client, options)).rejects.toThrow('broke off')
    }
  })

  const lies: [string, (truth: Revealed) => Revealed][] = [
    ['another model', (truth) => ({ ...truth, sources: { ...sources, a: { ...sources.a, model: model('3') } } })],
    ['another temperature', (truth) => ({ ...truth, sources: { ...sources, b: { ...sources.b, temperature: 0 } } })],
    ['the sides swapped', (truth) => ({ ...truth, sources: { a: sources.b, b: sources.a }, a: truth.b, b: truth.a })],
    ['another salt', (truth) => ({ ...truth, salt: zeroHash })],
    ['an answer for another model', (truth) => ({ ...truth, a: truth.a && { ...truth.a, model: model('4') } })],
    [
      'the other answer’s signature',
      (truth) => ({ ...truth, a: truth.a && truth.b && { ...truth.b, model: truth.a.model } }),
    ],
  ]
  it.each([['the truth', (truth: Revealed) => truth], ...lies] as typeof lies)(
    '%s is told apart',
    async (name, tell) => {
      const offer = await offerOf(gateway, network, account.address, talk)
      vi.stubGlobal('fetch', async (url: string, { body }: { body: string }) => {
        expect(url).toBe(`/v1/pairs/${offer.pair}/choice`)
        const { outcome, signature } = JSON.parse(body)
        const message = { pair: offer.pair, outcome }
        const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'PairChoice', message } as const
        expect(await recoverTypedDataAddress({ ...typed, signature })).toBe(account.address)
        return Response.json(tell(await revealOf(gateway, network, offer, texts, outcome)))
      })
      const shown = await choosePair(client, network, { offer, messages: talk, texts, outcome: 'a', account })
      expect(shown.isTrue).toBe(name === 'the truth')
    },
  )

  it('a commitment to another talk, or by another, is none', async () => {
    const offer = await offerOf(gateway, network, account.address, talk)
    await expect(verifyOffer(network, offer, account.address, [{ role: 'user', content: 'Who?' }])).rejects.toThrow()
    const theirs = await offerOf(account, network, account.address, talk)
    await expect(verifyOffer(network, theirs, account.address, talk)).rejects.toThrow()
  })
})

describe('ends of records', () => {
  const record = model('7')

  it('a session key takes its record back', async () => {
    vi.stubGlobal('fetch', async (url: string, { body }: { body: string }) => {
      expect(url).toBe('/v1/take-backs')
      const message = { owner: grants, gateway: gateway.address, record }
      const typed = { domain: domainOf(network), types: opinionTypes, primaryType: 'TakeBack', message } as const
      expect(await recoverTypedDataAddress({ ...typed, signature: JSON.parse(body).signature })).toBe(account.address)
      return Response.json({ record, seq: 3, last_epoch: 9 })
    })
    const signature = await account.signTypedData(prepareTakeBack(network, grants, record))
    expect(await sendTakeBack(client, record, signature)).toMatchObject({ seq: 3 })
  })

  it('an erasure counts only with the gateway’s receipt for it', async () => {
    const { message, ...typed } = prepareErasure(network, account.address, record)
    const signature = await account.signTypedData({ ...typed, message })
    for (const by of [gateway, account]) {
      vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) =>
        Response.json(await erasureOf(by, network, JSON.parse(body))),
      )
      const sending = sendErasure(client, network, { message, signature })
      if (by === gateway) expect(await sending).toMatchObject({ records: 1, record })
      else await expect(sending).rejects.toThrow('proves nothing')
    }
  })
})
