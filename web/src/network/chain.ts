// Reads the network's contracts through the chain's public endpoint. Nothing of it is the gateway's word.
import type { Network } from '@kula/client'
import { askChain } from '@kula/client/call'
import { type Address, decodeFunctionResult, encodeFunctionData, parseAbi } from 'viem'

export const abi = parseAbi([
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

async function read(network: Network, contract: string, functionName: Name, args: unknown[] = []): Promise<unknown> {
  const to = network.addresses[contract] as Address
  const data = encodeFunctionData({ abi, functionName, args } as Parameters<typeof encodeFunctionData>[0])
  const result = await askChain(network, 'eth_call', [{ to, data }, 'latest'])
  return decodeFunctionResult({ abi, functionName, data: result } as Parameters<typeof decodeFunctionResult>[0])
}

/** The validators that have a seat now, most stake first. */
export async function readSeats(network: Network): Promise<Seat[]> {
  const seats = (await read(network, 'validators', 'active')) as Seat[]
  return [...seats].sort((a, b) => (a.weight < b.weight ? 1 : a.weight > b.weight ? -1 : 0))
}

/** The gateways that have a place now, in the order of their places; the first ones of very many. */
export async function readGateways(network: Network): Promise<Gateway[]> {
  const places = Math.min(MOST, Number(await read(network, 'gateways', 'places')))
  const numbers = Array.from({ length: places }, (_, place) => BigInt(place))
  const holders = await Promise.all(numbers.map((place) => read(network, 'gateways', 'holder', [place])))
  const addresses = [...new Set(holders as Address[])].filter((address) => address !== NOBODY)
  const urls = await Promise.all(addresses.map((address) => read(network, 'gateways', 'url_of', [address])))
  return addresses.map((address, place) => ({ address, url: String(urls[place] ?? '') }))
}

/** What was paid to contributors so far, in the token's smallest unit. */
export async function readPaid(network: Network): Promise<bigint> {
  return (await read(network, 'claims', 'paid')) as bigint
}
