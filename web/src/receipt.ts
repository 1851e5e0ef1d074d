// What a contributor checks of a receipt, so that it can be used against the gateway: protocol/records/receipt.py.
import {
  type Address,
  createPublicClient,
  type Hex,
  hashTypedData,
  http,
  isAddressEqual,
  recoverTypedDataAddress,
} from 'viem'
import type { Network, Receipt } from './api'
import { type RecordMessage, signingDomain, types } from './signed'

// A gateway may have signed this many numbers that it has not posted.
export const MOST_AHEAD = 3_060n
const batches = [
  {
    name: 'next_seq',
    type: 'function',
    stateMutability: 'view',
    inputs: [{ name: 'gateway', type: 'address' }],
    outputs: [{ type: 'uint64' }],
  },
] as const

// The first number that the gateway has not posted, as the chain says.
export function nextSeq(network: Network): Promise<bigint> {
  const client = createPublicClient({ transport: http(network.rpc) })
  return client.readContract({
    address: network.addresses.batches as Address,
    abi: batches,
    functionName: 'next_seq',
    args: [network.gateway],
  })
}

export async function checkReceipt(network: Network, record: RecordMessage, receipt: Receipt, posted: bigint) {
  const domain = signingDomain(network.chain_id, network.addresses.grants)
  const hash = hashTypedData({ domain, types, primaryType: 'Record', message: record })
  const signer = await recoverTypedDataAddress({
    domain,
    types,
    primaryType: 'Receipt',
    message: {
      gateway: receipt.gateway,
      seq: BigInt(receipt.seq),
      record: receipt.record as Hex,
      lastEpoch: receipt.last_epoch,
    },
    signature: receipt.signature as Hex,
  })
  const ours = receipt.record === hash && isAddressEqual(receipt.gateway, network.gateway)
  if (!ours || !isAddressEqual(signer, network.gateway))
    throw new Error('the receipt proves nothing against the gateway')
  if (BigInt(receipt.seq) >= posted + MOST_AHEAD) throw new Error('the receipt has a number too far ahead')
}
