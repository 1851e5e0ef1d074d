// The gateway's HTTP API, as far as the page uses it.
import type { Address, Hex } from 'viem'

export interface Network {
  chain_id: number
  addresses: { grants: Address; token: Address }
  gateway: Address
  origin: string
  licences: string[]
  rpc: string
  now: number
  served: { model: number; manifest: Hex }
}

export interface RecordStatus {
  record: Hex
  kind: string
  state: string
  score: number | null
  reasons: string[]
  pay: { amount: string; final: boolean } | null
}

export interface AccountStatus {
  earned: string
  pending: string
  records: RecordStatus[]
}

export interface Receipt {
  record: Hex
  gateway: Address
  seq: number
  last_epoch: number
  signature: Hex
}

export class Problem extends Error {
  constructor(
    readonly slug: string,
    detail: string,
  ) {
    super(detail)
  }
}

export async function get<T>(path: string): Promise<T> {
  return read<T>(await fetch(path))
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return read<T>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function read<T>(answer: Response): Promise<T> {
  const body = await answer.json()
  if (!answer.ok)
    throw new Problem(
      String(body.type ?? '')
        .split('/')
        .at(-1) ?? 'unknown',
      String(body.detail ?? body.title),
    )
  return body as T
}
