// A network on a good day: what a gateway says of it, of its models, datasets and rounds.
import type { DatasetStatus, ModelStatus, Network, ScoreSpread, Validators } from '@kula/client'
import { withoutSamples, withSamples } from './published'

type Hex = `0x${string}`
const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const address = (digit: string): Hex => `0x${digit.repeat(40)}`

const typicalPay: Network['typical'] = [
  { kind: 'conversation', language: null, records: 812, amount: '18000000000000000000' },
]

export const network: Network = {
  chain_id: 31337,
  addresses: {
    ...{ chain_id: 31337, token: address('1'), grants: address('2'), batches: address('3') },
    ...{
      validators: address('a'),
      gateways: address('b'),
      claims: address('c'),
      registry: address('d'),
      judgements: address('e'),
    },
  },
  gateway: address('4'),
  origin: 'http://localhost',
  licences: ['CC0-1.0', 'CC-BY-4.0'],
  rpc: 'http://localhost/rpc',
  epoch: 418,
  now: Math.floor(Date.now() / 1_000),
  parameters: {
    open_seconds: '3600',
    commit_seconds: '1800',
    reveal_seconds: '900',
    report_seconds: '1800',
    challenge_seconds: '86400',
    floor: '64',
    cap: '500000000000000000',
  },
  served: { model: 8, manifest: hash('8') } as Network['served'],
  transfer_fee: '0',
  ...{ indexed: 1, clock: times(418, 'open'), epochs: [times(417, 'challenge')] },
  ...{ typical: typicalPay, languages: { model: ['en'], scorer: ['LATIN'] } },
}

function times(number: number, phase: Network['clock']['phase']): Network['clock'] {
  const at = Math.floor(Date.now() / 1_000) + 3_600
  return { epoch: number, phase, ends_at: at, scored_at: at, final_at: at, paid_at: at, late: false }
}

const losses: Record<number, ModelStatus['loss']> = {
  6: { before: 2_711, after: 2_561, seats: 7 },
  7: { before: 2_541, after: 2_412, seats: 7 },
  8: { before: 2_431, after: 2_248, seats: 6 },
}

const model = (version: number, datasets: number[], served = false): ModelStatus => ({
  version,
  cid: (version === 8 ? withSamples : withoutSamples)[0],
  parent: version - 1,
  trainer: address('5'),
  round: version * 24,
  state: version === 9 ? 'candidate' : 'adopted',
  datasets,
  served,
  loss: losses[version] ?? null,
})

const dataset = (version: number, rows: number): DatasetStatus => ({
  version,
  cid: `bafyset${version}`,
  rows,
  parent: version - 1,
  first_epoch: version * 50,
  last_epoch: version * 50 + 49,
})

export const models = { models: [model(6, [5]), model(7, [6]), model(8, [7], true), model(9, [7, 8])] }
export const datasets = { datasets: [dataset(5, 5_804), dataset(6, 7_120), dataset(7, 8_412)] }

/** Validator c missed two rounds, and one without a seat missed many. */
export const validators: Validators = {
  epochs: Array.from({ length: 12 }, (_, place) => 405 + place),
  validators: [...'abcdef6', '7'].map((digit, place) => ({
    owner: address(digit),
    operator: address(digit),
    stake: '20000000000000000000000',
    seated: digit !== '7',
    jailed_until: digit === '7' ? network.now + 86_400 : 0,
    epochs: Array.from({ length: 12 }, (_, number) => ({
      epoch: 405 + number,
      revealed: digit === '7' ? false : place !== 2 || number > 1,
    })),
  })),
}

const spreads: ScoreSpread[] = (['conversation', 'rating', 'correction'] as const).map((kind, place) => ({
  ...{ kind, records: 118 + 40 * place, low: 71, middle: 96, high: 143 },
  bins: [0, 1, 3, 6, 11, 17, 19, 16, 13, 11, 8, 6, 4, 2, 1, 0],
}))

export function epoch(number: number) {
  const phase = number === 418 ? 'open' : number === 417 ? 'challenge' : 'final'
  return { epoch: number, phase, records: 900 + (number % 300), batches: [], report: null, scores: spreads }
}
