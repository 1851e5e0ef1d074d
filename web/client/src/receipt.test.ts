// A receipt is relied on only if it can be used against the gateway.

import { hashTypedData } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { MOST_AHEAD, verifyReceipt } from './actions/records/verifyReceipt.ts'
import { BadProof } from './http.ts'
import type { Network, Receipt } from './shapes.ts'
import { type RecordMessage, signingDomain, types } from './signed.ts'
import { verifyAnswer } from './streams/verifyAnswer.ts'

const gateway = privateKeyToAccount(generatePrivateKey())
const grants = '0x1111111111111111111111111111111111111111'
const network = { chain_id: 31337, gateway: gateway.address, addresses: { grants } } as unknown as Network
const domain = signingDomain(31337, grants)
const record: RecordMessage = {
  owner: grants,
  kind: 'rating',
  commitment: `0x${'07'.repeat(32)}`,
  licence: 'CC0-1.0',
  parent: `0x${'00'.repeat(32)}`,
  nonce: 5n,
}
const hash = hashTypedData({ domain, types, primaryType: 'Record', message: record })

async function receipt(seq: number, key = gateway, of = hash): Promise<Receipt> {
  const message = { gateway: gateway.address, seq: BigInt(seq), record: of, lastEpoch: 6 }
  const signature = await key.signTypedData({ domain, types, primaryType: 'Receipt', message })
  return { record: of, gateway: gateway.address, seq, last_epoch: 6, signature }
}

describe('verifyReceipt', () => {
  it('takes what the gateway signed for this record', async () => {
    await verifyReceipt(network, record, await receipt(12), 10n)
    await verifyReceipt(network, record, await receipt(Number(MOST_AHEAD) + 9), 10n)
  })
  it('refuses another signer, another record, and a number too far ahead', async () => {
    const stranger = privateKeyToAccount(generatePrivateKey())
    const other = `0x${'08'.repeat(32)}` as const
    await expect(verifyReceipt(network, record, await receipt(12, stranger), 10n)).rejects.toThrow('proves nothing')
    await expect(verifyReceipt(network, record, await receipt(12, gateway, other), 10n)).rejects.toThrow(
      'proves nothing',
    )
    await expect(verifyReceipt(network, record, await receipt(Number(MOST_AHEAD) + 10), 10n)).rejects.toThrow('too far')
  })
  it('says by one class of error that the gateway’s word is bad', async () => {
    const stranger = privateKeyToAccount(generatePrivateKey())
    await expect(verifyReceipt(network, record, await receipt(12, stranger))).rejects.toThrow(BadProof)
    const unsigned = [{ role: 'assistant' as const, content: 'Six minutes.' }]
    await expect(verifyAnswer(network, unsigned, stranger.address)).rejects.toThrow(BadProof)
    const signature = (await receipt(12)).signature as `0x${string}`
    const foreign = [{ role: 'assistant' as const, content: 'Six minutes.', answer: { model: hash, signature } }]
    await expect(verifyAnswer(network, foreign, stranger.address)).rejects.toThrow(BadProof)
  })
})
