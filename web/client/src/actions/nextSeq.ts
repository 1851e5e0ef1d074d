// Asks the chain for the first number that the gateway has not posted.
import { pad, toFunctionSelector } from 'viem'
import type { Network } from '../http.ts'

export async function nextSeq(network: Network): Promise<bigint> {
  const data = toFunctionSelector('next_seq(address)') + pad(network.gateway).slice(2)
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'eth_call',
    params: [{ to: network.addresses.batches, data }, 'latest'],
  }
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(network.rpc, { method: 'POST', headers, body: JSON.stringify(call) })
  const { result } = (await answer.json()) as { result?: string }
  if (!result) throw new Error('the chain does not answer')
  return BigInt(result)
}
