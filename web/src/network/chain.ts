// Reads the network's contracts through the chain's public endpoint. Nothing of it is the gateway's word.
import type { Network } from '@kula/client'
import { type Address, decodeFunctionResult, encodeFunctionData, parseAbi } from 'viem'

const abi = parseAbi([
  'struct Seat { address operator; uint256 weight; }',
  'function active() view returns (Seat[])',
  'function places() view returns (uint32)',
  'function holder(uint256) view returns (address)',
  'function url_of(address) view returns (string)',
  'function paid() view returns (uint256)',
])
const NOBODY = `0x${'0'.repeat(40)}`
const MOST = 24

export interface Seat {
  operator: Address
  /** Stake in the token's smallest unit. */
  weight: bigint
}

export interface Gateway {
  address: Address
  /** As its operator wrote it: any text. */
  url: string
}

type Name = 'active' | 'places' | 'holder' | 'url_of' | 'paid'

async function call(network: Network, contract: string, functionName: Name, args: unknown[] = []): Promise<unknown> {
  const to = network.addresses[contract] as Address
  const data = encodeFunctionData({ abi, functionName, args } as Parameters<typeof encodeFunctionData>[0])
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ to, data }, 'latest'] })
  const answer = await fetch(network.rpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result } = (await answer.json()) as { result?: `0x${string}` }
  if (!result) throw new Error(`the chain does not answer ${functionName}`)
  return decodeFunctionResult({ abi, functionName, data: result } as Parameters<typeof decodeFunctionResult>[0])
}

/** The validators that have a seat now, most stake first. */
export async function readSeats(network: Network): Promise<Seat[]> {
  const seats = (await call(network, 'validators', 'active')) as Seat[]
  return [...seats].sort((a, b) => (a.weight < b.weight ? 1 : a.weight > b.weight ? -1 : 0))
}

/** The gateways that have a place now, in the order of their places; the first ones of very many. */
export async function readGateways(network: Network): Promise<Gateway[]> {
  const places = Math.min(MOST, Number(await call(network, 'gateways', 'places')))
  const numbers = Array.from({ length: places }, (_, place) => BigInt(place))
  const holders = await Promise.all(numbers.map((place) => call(network, 'gateways', 'holder', [place])))
  const addresses = [...new Set(holders as Address[])].filter((address) => address !== NOBODY)
  const urls = await Promise.all(addresses.map((address) => call(network, 'gateways', 'url_of', [address])))
  return addresses.map((address, place) => ({ address, url: String(urls[place] ?? '') }))
}

/** What was paid to contributors so far, in the token's smallest unit. */
export async function readPaid(network: Network): Promise<bigint> {
  return (await call(network, 'claims', 'paid')) as bigint
}
