// Reads one value of the chain, without a library for contracts.

import { type Address, type Hex, numberToHex, pad, toFunctionSelector } from 'viem'
import type { Network } from './shapes.ts'

/** Calls a view function whose arguments are words of 32 bytes. `signature` is such as `balanceOf(address)`. */
export async function call(network: Network, to: Address, signature: string, ...words: Hex[]): Promise<bigint> {
  return BigInt((await callWords(network, to, signature, ...words))[0] ?? 0)
}

/** Returns the answer as words of 32 bytes. */
export async function callWords(network: Network, to: Address, signature: string, ...words: Hex[]): Promise<Hex[]> {
  const data = toFunctionSelector(signature) + words.map((one) => pad(one).slice(2)).join('')
  const result = await askChain(network, 'eth_call', [{ to, data }, 'latest'])
  if (result === '0x') throw new Error('the chain does not answer')
  return (result.slice(2).match(/.{1,64}/g) ?? []).map((one): Hex => `0x${one}`)
}

/** A number as an argument. */
export function word(value: number): Hex {
  return numberToHex(value)
}

/** The time of the newest block (seconds). */
export async function timeOfChain(network: Network): Promise<number> {
  const block = (await ask(network, 'eth_getBlockByNumber', ['latest', false])) as { timestamp?: Hex } | null
  if (!block?.timestamp) throw new Error('the chain does not answer')
  return Number(block.timestamp)
}

/** Asks the chain one question whose answer is a text of hexadecimal digits. */
export async function askChain(network: Network, method: string, params: unknown[]): Promise<Hex> {
  const result = await ask(network, method, params)
  if (typeof result !== 'string' || !/^0x[0-9a-f]*$/i.test(result)) throw new Error('the chain does not answer')
  return result as Hex
}

async function ask(network: Network, method: string, params: unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(network.rpc, { method: 'POST', headers, body })
  return ((await answer.json()) as { result?: unknown }).result
}
