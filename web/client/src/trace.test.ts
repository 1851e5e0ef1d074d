// Traces: the hashes are the protocol's, and a step that contradicts the chain or a hash is named.

import { readFileSync } from 'node:fs'
import { type Address, type Hex, pad } from 'viem'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { verifyTrace } from './actions/records/verifyTrace.ts'
import { batchLeaf, deploymentHash, ledgerLeaf } from './encoding.ts'
import type { LedgerRow, Network, Trace, TraceStep } from './shapes.ts'
import { isInTree } from './tree.ts'

const { epoch: vector } = JSON.parse(readFileSync('../tests/protocol/vectors.json', 'utf8'))
const hex = (text: string): Hex => `0x${text}`
const deployment = deploymentHash(vector.chain_id, vector.reports)
const rowOf = ([t, pay_to, pos, median, credits, sum_credit, before, since]: never[]): LedgerRow =>
  ({ t, pay_to, pos, median, credits, sum_credit, before: String(before), since }) as unknown as LedgerRow
const zeros = pad('0x')
const { keccak256, concat } = await import('viem')
const leaves: Hex[] = vector.ledger.leaves.map(hex)
const row = rowOf(vector.ledger.rows[1])
const proof = [leaves[0] as Hex, keccak256(concat([leaves[2] as Hex, zeros]))]

it('leaves and roots are those of the Python protocol', () => {
  expect(deployment).toBe(hex(vector.dom))
  for (const [place, record] of vector.batch.records.entries()) {
    const leaf = {
      gateway: vector.batch.gateway,
      seq: vector.batch.first_seq + place,
      record: hex(record),
      payTo: vector.batch.pay_to[place],
      grantSignature: hex(vector.batch.grant_signature),
      signature: hex(vector.batch.record_signature),
    }
    expect(batchLeaf(deployment, leaf)).toBe(hex(vector.batch.leaves[place]))
  }
  for (const [place, one] of vector.ledger.rows.entries())
    expect(ledgerLeaf(deployment, vector.ledger.epoch, rowOf(one))).toBe(leaves[place])
  expect(isInTree(hex(vector.ledger.root), 3, 1, leaves[1] as Hex, proof)).toBe(true)
  expect(isInTree(hex(vector.ledger.root), 3, 2, leaves[1] as Hex, proof)).toBe(false)
  expect(isInTree(hex(vector.ledger.root), 3, 1, leaves[1] as Hex, proof.slice(1))).toBe(false)
  expect(isInTree(leaves[0] as Hex, 1, 0, leaves[0] as Hex, [])).toBe(true)
})

describe('a row and its pay', () => {
  const network = {
    chain_id: vector.chain_id,
    rpc: 'http://rpc',
    addresses: { reports: vector.reports as Address, token: vector.reports, batches: vector.reports },
  } as unknown as Network
  const step = { epoch: 2, row, leaf: leaves[1], count: 3, proof, root: hex(vector.ledger.root), report: pad('0x09') }
  const due = String(BigInt(row.before) + 5n * BigInt(row.credits))
  const steps = [
    { step: 'batch', epoch: 2, position: row.pos },
    { step: 'row', final: true, ...step },
    { step: 'payment', account: row.pay_to, price: '5', due, paid: '7' },
  ] as unknown as TraceStep[]
  const words = (...values: Hex[]) => `0x${values.map((one) => pad(one).slice(2)).join('')}`
  const chain = (root: Hex) => async (_: string, request: { body: string }) => {
    const { data } = JSON.parse(request.body).params[0]
    return Response.json({ result: data.length > 74 ? '0x' : words(pad('0x09'), root, '0x03', '0x05') })
  }
  const found = async (changed: Partial<TraceStep> = {}) => {
    const now = steps.map((one, place) => (place === 1 ? { ...one, ...changed } : one))
    return (await verifyTrace(network, { steps: now } as unknown as Trace)).slice(1)
  }
  afterEach(() => vi.unstubAllGlobals())

  it('are good if the chain has the root, and wrong if it has another', async () => {
    vi.stubGlobal('fetch', chain(hex(vector.ledger.root)))
    expect(await found()).toEqual(['good', 'good'])
    vi.stubGlobal('fetch', chain(pad('0x01')))
    expect((await found())[0]).toBe('wrong')
  })

  it('are wrong with another score, place or proof', async () => {
    vi.stubGlobal('fetch', chain(hex(vector.ledger.root)))
    expect((await found({ row: { ...row, median: 255 } } as never))[0]).toBe('wrong')
    expect((await found({ row: { ...row, t: 0 } } as never))[0]).toBe('wrong')
    expect((await found({ proof: [zeros, zeros] } as never))[0]).toBe('wrong')
  })

  it('are unknown while the chain does not answer', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ error: 'down' }))
    expect(await found()).toEqual(['unknown', 'unknown'])
  })
})
