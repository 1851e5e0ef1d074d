// What wallets, session keys and gateways sign: the EIP-712 types of protocol/signatures.py, and the nonces of records.

import type { Address, Hex } from 'viem'
import type { Kind, Network } from './shapes.ts'

export const types = {
  Grant: [
    { name: 'owner', type: 'address' },
    { name: 'key', type: 'address' },
    { name: 'payTo', type: 'address' },
    { name: 'licences', type: 'string[]' },
    { name: 'origin', type: 'string' },
    { name: 'maxPerEpoch', type: 'uint32' },
    { name: 'expiry', type: 'uint64' },
    { name: 'nonce', type: 'uint64' },
  ],
  Record: [
    { name: 'owner', type: 'address' },
    { name: 'kind', type: 'string' },
    { name: 'commitment', type: 'bytes32' },
    { name: 'licence', type: 'string' },
    { name: 'parent', type: 'bytes32' },
    { name: 'nonce', type: 'uint64' },
  ],
  Answer: [
    { name: 'promptHash', type: 'bytes32' },
    { name: 'answerHash', type: 'bytes32' },
    { name: 'modelId', type: 'bytes32' },
    { name: 'key', type: 'address' },
  ],
  Receipt: [
    { name: 'gateway', type: 'address' },
    { name: 'seq', type: 'uint64' },
    { name: 'record', type: 'bytes32' },
    { name: 'lastEpoch', type: 'uint32' },
  ],
  Revoke: [
    { name: 'owner', type: 'address' },
    { name: 'key', type: 'address' },
  ],
} as const

export interface Grant {
  owner: Address
  key: Address
  payTo: Address
  licences: readonly string[]
  origin: string
  maxPerEpoch: number
  expiry: bigint
  nonce: bigint
}

export interface RecordMessage {
  owner: Address
  kind: Kind
  commitment: Hex
  licence: string
  parent: Hex
  nonce: bigint
}

export function signingDomain(chainId: number, grants: Address) {
  return { name: 'Kula', version: '1', chainId, verifyingContract: grants } as const
}

export function domainOf(network: Network) {
  return signingDomain(network.chain_id, network.addresses.grants)
}

// A record's nonce: the signing time (block time, seconds) in its upper 32 bits, a random number of 32 bits below.
export function nonceAt(now: number, low: number): bigint {
  return (BigInt(now) << 32n) | BigInt(low)
}

export function randomNonce(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n
}
