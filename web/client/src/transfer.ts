// A transfer of coin that its account signs and a gateway sends: the EIP-712 type TransferWithFee of the Token.

import { type Address, type Hex, toHex } from 'viem'
import type { Network } from './shapes.ts'
import { signingDomain } from './signed.ts'

/** Seconds in which a transfer has to be sent. */
const VALID = 3_600

export const transferTypes = {
  TransferWithFee: [
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'relayer', type: 'address' },
    { name: 'fee', type: 'uint256' },
    { name: 'validAfter', type: 'uint256' },
    { name: 'validBefore', type: 'uint256' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const

/** Amounts are in units of 10^-18 KULA, times in seconds of block time. */
export interface Transfer {
  from: Address
  to: Address
  value: bigint
  relayer: Address
  fee: bigint
  validAfter: bigint
  validBefore: bigint
  nonce: Hex
}

export interface TransferOptions {
  from: Address
  to: Address
  value: bigint
  /** More than the gateway's least fee: a wallet whose own check takes much gas needs it. */
  fee?: bigint
}

/** Returns what the account signs. The fee is the one that the gateway asks for, if none is named; it comes on top of the value. */
export function prepareTransfer(network: Network, { from, to, value, fee }: TransferOptions) {
  const message: Transfer = {
    from,
    to,
    value,
    relayer: network.gateway,
    fee: fee ?? BigInt(network.transfer_fee),
    validAfter: 0n,
    validBefore: BigInt(network.now + VALID),
    nonce: toHex(crypto.getRandomValues(new Uint8Array(32))),
  }
  const domain = signingDomain(network.chain_id, network.addresses.token)
  return { domain, types: transferTypes, primaryType: 'TransferWithFee', message } as const
}
