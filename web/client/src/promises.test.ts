// What became of a receipt is what the chain and the leaves say, and an accusation is what the contract takes.
import { readFileSync } from 'node:fs'
import {
  type Abi,
  decodeFunctionData,
  encodeFunctionResult,
  type Hex,
  pad,
  toFunctionSelector,
  zeroAddress,
} from 'viem'
import { afterEach, expect, it, vi } from 'vitest'
import { prepareAccusation, prepareConviction, prepareDeposit } from './actions/receipts/prepareAccusation.ts'
import { promiseState } from './actions/receipts/promiseState.ts'
import { leafParts } from './promises.ts'
import type { Network, Receipt } from './shapes.ts'

const read = (path: string) => JSON.parse(readFileSync(`../${path}`, 'utf8'))
const abiOf = (name: string): Abi => read(`contracts/abi/${name}.json`).abi
const abis = { batches: abiOf('Batches'), gateways: abiOf('Gateways'), scores: abiOf('Scores'), token: abiOf('Token') }
const { epoch: vector } = read('tests/protocol/vectors.json')
const hex = (text: string): Hex => `0x${text}`
const address = (digit: string): Hex => `0x${digit.repeat(40)}`
const addresses = { batches: address('1'), gateways: address('2'), scores: address('3'), token: address('4') }
const network = {
  ...{ chain_id: vector.chain_id, rpc: 'http://rpc' },
  addresses: { ...addresses, reports: vector.reports, grants: address('5') },
} as unknown as Network
const receipt: Receipt = {
  ...{ gateway: vector.batch.gateway, seq: vector.batch.first_seq + 1, last_epoch: 7 },
  ...{ record: hex(vector.batch.records[1]), signature: pad('0x01', { size: 65 }) },
}
const signatures = [hex(vector.batch.grant_signature), hex(vector.batch.record_signature)] as const
const leaf = leafParts(vector.batch.pay_to[1], ...signatures)
const leaves: Hex[] = vector.batch.leaves.map(hex)

interface Chain {
  settled?: boolean
  accusation?: [Hex, bigint, number, bigint]
  next?: number
  current?: number
  room?: number
  now?: number
  closedAt?: number
  root?: Hex
}

/** A chain in which epoch 7 has two other batches and the vector's, which was carried; each epoch has room for one record. */
function chain({ settled = false, accusation = [zeroAddress, 0n, 0, 0n], ...rest }: Chain): typeof fetch {
  const { next = receipt.seq, current = 8, room = 1, now = 1_000, closedAt = 0, root = hex(vector.batch.root) } = rest
  const scores = [pad('0x'), pad('0x'), 0, 0, 0, BigInt(closedAt), 0n, 0n, 0n, 0n, 0n, 0n, pad('0x')]
  const names = ['batches_root', 'scorer_id', 'records', 'set_id', 'seats', 'closed_at', 'reveal_from', 'report_from']
  const more = ['committed', 'revealed', 'total_weight', 'revealed_weight', 'seed']
  const epoch = Object.fromEntries([...names, ...more].map((name, place) => [name, scores[place]]))
  const results: Record<string, unknown> = { settled, accusation, next_seq: next, current, duty_of: room, epoch }
  const gateway = receipt.gateway
  const own = {
    epoch: 8,
    posted_in: 7,
    gateway,
    offset: 1,
    first_seq: vector.batch.first_seq,
    count: leaves.length,
    root,
  }
  const batches = [{ ...own, gateway: address('6') }, { ...own, first_seq: own.first_seq + leaves.length }, own]
  return async (_, request) => {
    const { method, params } = JSON.parse(String(request?.body))
    if (method === 'eth_getBlockByNumber') return Response.json({ result: { timestamp: `0x${now.toString(16)}` } })
    expect(method).toBe('eth_call')
    const abi = Object.entries(addresses).find(([, one]) => one === params[0].to)?.[0] as keyof typeof abis
    const { functionName, args } = decodeFunctionData({ abi: abis[abi], data: params[0].data })
    const [first, second] = (args ?? []) as [number, Hex?]
    const isHere = first === own.posted_in
    results.posted = isHere && second === gateway ? leaves.length : 0
    results.batches_of = isHere ? batches.map((_, place) => place + 3) : []
    results.batch = functionName === 'batch' && { ...batches[first - 3], manifest: pad('0x') }
    return Response.json({
      result: encodeFunctionResult({ abi: abis[abi], functionName, result: results[functionName] as never }),
    })
  }
}

const nobody = async (): Promise<Hex[]> => Promise.reject(new Error('hidden'))
const state = (of: Chain, shown: () => Promise<Hex[]> = async () => leaves, parts: typeof leaf | null = leaf) => {
  vi.stubGlobal('fetch', chain(of))
  return promiseState(network, { receipt, leaf: parts ?? undefined }, shown)
}
afterEach(() => vi.unstubAllGlobals())

const posted = { next: receipt.seq + 1 }
const accused = (until: number, ahead = 0n): Chain => ({ accusation: [address('9'), BigInt(until), 8, ahead] })

it('an open promise waits, and is late until there was room for all numbers up to it', async () => {
  expect(await state({ current: 7 })).toBe('waiting')
  expect(await state({ current: 8 })).toBe('late')
  expect(await state({ current: 9 })).toBe('late')
  expect(await state({ current: 10 })).toBe('broken')
  expect(await state({ current: 10, next: receipt.seq - 1 })).toBe('late')
  expect(await state({ current: 12, next: receipt.seq - 1 })).toBe('broken')
  expect(await state({ current: 50, room: 0 })).toBe('late')
})

it('a number that is posted is kept if its leaf is the record’s', async () => {
  expect(await state(posted)).toBe('kept')
  expect(await state(posted, nobody, null)).toBe('kept')
  vi.stubGlobal('fetch', chain(posted))
  const other = { receipt, leaf: { ...leaf, pay_to: address('8') } }
  expect(await promiseState(network, other, async () => leaves)).toBe('broken')
})

it('leaves that are hidden, or not those of the root, are broken a day after the close', async () => {
  expect(await state({ ...posted, closedAt: 500, now: 1_000 }, nobody)).toBe('late')
  expect(await state({ ...posted, closedAt: 500, now: 500 + 86_400 }, nobody)).toBe('broken')
  expect(await state({ ...posted, root: pad('0x01') })).toBe('late')
  expect(await state({ ...posted, closedAt: 0, now: 10 ** 6 }, nobody)).toBe('late')
})

it('an accusation waits for its day, and for room', async () => {
  expect(await state({ settled: true })).toBe('settled')
  expect(await state(accused(2_000))).toBe('accused')
  expect(await state({ ...accused(900), ...posted })).toBe('convictable')
  expect(await state({ ...accused(900, 1n), current: 10 })).toBe('accused')
  expect(await state({ ...accused(900, 1n), current: 11 })).toBe('convictable')
})

it('a chain that does not answer says nothing', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ result: '0x' }))
  await expect(promiseState(network, { receipt }, nobody)).rejects.toThrow('the chain does not answer')
})

it('transactions are those of the contracts', () => {
  const args = { gateway: receipt.gateway, seq: BigInt(receipt.seq), record: receipt.record, last_epoch: 7 }
  const accusation = prepareAccusation(network, receipt)
  expect(accusation.to).toBe(addresses.gateways)
  const decoded = decodeFunctionData({ abi: abis.gateways, data: accusation.data })
  expect(decoded).toMatchObject({ functionName: 'accuse', args: [args, receipt.signature] })
  const conviction = decodeFunctionData({ abi: abis.gateways, data: prepareConviction(network, receipt).data })
  expect(conviction).toMatchObject({ functionName: 'convict', args: [args] })
  const deposit = prepareDeposit(network, 10n ** 18n)
  expect(deposit.to).toBe(addresses.token)
  const approval = decodeFunctionData({ abi: abis.token, data: deposit.data })
  expect(approval).toEqual({ functionName: 'approve', args: [addresses.gateways, 10n ** 18n] })
  expect(deposit.data.slice(0, 10)).toBe(toFunctionSelector('approve(address,uint256)'))
})
