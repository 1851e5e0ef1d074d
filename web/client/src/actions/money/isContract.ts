// Asks the chain whether an account is a contract, which signs in its own way (ERC-1271).

import type { Address } from 'viem'
import { askChain } from '../../call.ts'
import type { Network } from '../../shapes.ts'

/** An account that has only delegated its code (EIP-7702) is none: its key still signs. */
export async function isContract(network: Network, account: Address): Promise<boolean> {
  const code = await askChain(network, 'eth_getCode', [account, 'latest'])
  return code !== '0x' && !code.toLowerCase().startsWith('0xef0100')
}
