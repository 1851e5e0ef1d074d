// The byte strings that are hashed on the way from a record to its pay: protocol/encoding.py.

import { type Address, concat, encodeAbiParameters, type Hex, keccak256, parseAbiParameters } from 'viem'
import type { LedgerRow } from './shapes.ts'

const BATCH_TAG = 1n
const LEDGER_TAG = 2n

/** The hash that ties every leaf to one deployment. */
export function deploymentHash(chainId: number, reports: Address): Hex {
  const types = parseAbiParameters('string, uint256, address')
  return keccak256(encodeAbiParameters(types, ['kula.v1', BigInt(chainId), reports]))
}

export interface BatchLeaf {
  gateway: Address
  seq: number
  record: Hex
  payTo: Address
  grantSignature: Hex
  signature: Hex
}

/** The leaf of one record in its batch. */
export function batchLeaf(deployment: Hex, leaf: BatchLeaf): Hex {
  return batchLeafOf(deployment, { ...leaf, signatures: keccak256(concat([leaf.grantSignature, leaf.signature])) })
}

/** The same, of the hash of both signatures. */
export function batchLeafOf(
  deployment: Hex,
  { gateway, seq, record, payTo, signatures }: Omit<BatchLeaf, 'grantSignature' | 'signature'> & { signatures: Hex },
): Hex {
  const types = parseAbiParameters('bytes32, uint256, address, uint64, bytes32, address, bytes32')
  return twice(encodeAbiParameters(types, [deployment, BATCH_TAG, gateway, BigInt(seq), record, payTo, signatures]))
}

/** The leaf of one row of a round's ledger. */
export function ledgerLeaf(deployment: Hex, epoch: number, row: LedgerRow): Hex {
  const types = parseAbiParameters(
    'bytes32, uint256, uint32, uint32, address, uint32, uint8, uint64, uint64, uint128, uint32',
  )
  const { t, pay_to, pos, median, credits, sum_credit, before, since } = row
  const values = [t, pay_to, pos, median, BigInt(credits), BigInt(sum_credit), BigInt(before), since] as const
  return twice(encodeAbiParameters(types, [deployment, LEDGER_TAG, epoch, ...values]))
}

function twice(encoded: Hex): Hex {
  return keccak256(keccak256(encoded))
}
