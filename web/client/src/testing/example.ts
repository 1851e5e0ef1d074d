// The trace that Kula ships: the chain's answers and the blocks that the Python protocol verifies in its own tests.

import { readFileSync } from 'node:fs'
import { type Hex, pad, toFunctionSelector } from 'viem'
import { textOf } from '../published/cid.ts'
import { decodeNode } from '../published/node.ts'
import type { Network } from '../shapes.ts'

const EXAMPLE = '../examples/trace'
const read = (name: string) => JSON.parse(readFileSync(`${EXAMPLE}/${name}`, 'utf8'))
export const { record, salt } = read('trace.json') as { record: string; salt: Hex }
export const pages = read('gateway.json')
export const network = pages['/v1/network'] as Network
export const calls = new Map<string, string>(
  read('chain.json')
    .filter(({ call }: { call: [string] }) => call[0] === 'eth_call')
    .map(({ call, result }: { call: [string, [{ to: string; data: string }]]; result: string }) => [
      key(call[1][0]),
      result,
    ]),
)
export const files = new Map(blocks(readFileSync(`${EXAMPLE}/blocks.car`)))

export function key({ to, data }: { to: string; data: string }): string {
  return `${to.toLowerCase()} ${data}`
}

/** The blocks of a CAR file. */
function* blocks(car: Uint8Array): Generator<[string, Uint8Array]> {
  let at = 0
  const length = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = car[at++] as number
      value |= (byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const head = length()
  at += head
  while (at < car.length) {
    const size = length()
    yield [textOf(car.slice(at, at + 36)), car.slice(at + 36, at + size)]
    at += size
  }
}

/** What the chain says to a question about a number of the registry. */
function said(question: string, number = 0): string[] {
  const data = toFunctionSelector(question) + (question.endsWith('()') ? '' : pad(`0x${number.toString(16)}`).slice(2))
  const result = calls.get(key({ to: network.addresses.registry as string, data })) ?? '0x'
  return (result.slice(2).match(/.{64}/g) ?? []).map((one) => `0x${one}`)
}

export const cidOf = (digest: string) =>
  textOf(new Uint8Array([1, 0x71, 0x12, 0x20, ...Buffer.from(digest.slice(2), 'hex')]))
export const modelNumber = Number(said('served()')[0])
export const manifest = cidOf(said('dataset(uint32)', 1)[1] as string)
export const model = cidOf(said('model(uint32)', modelNumber)[1] as string)
export const report = `0x${Buffer.from(decodeNode(files.get(manifest) as Uint8Array).report as Uint8Array).toString('hex')}`
