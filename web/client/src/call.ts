// Reads one value of the chain, without a library for contracts.
import { type Address, type Hex, pad, toFunctionSelector } from 'viem'
import type { Network } from './http.ts'

/** Calls a view function whose arguments are words of 32 bytes. `signature` is such as `balanceOf(address)`. */
export async function call(network: Network, to: Address, signature: string, ...words: Hex[]): Promise<bigint> {
  const data = toFunctionSelector(signature) + words.map((word) => pad(word).slice(2)).join('')
  const body = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to, data }, 'latest'] }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(network.rpc, { method: 'POST', headers, body: JSON.stringify(body) })
  const { result } = (await answer.json()) as { result?: string }
  if (!result || result === '0x') throw new Error('the chain does not answer')
  return BigInt(result)
}
