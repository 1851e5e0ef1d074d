// The transactions that hold a gateway to a broken promise. Whoever sends them pays the gas and the deposit.
import { type Address, concat, encodeAbiParameters, type Hex, parseAbiParameters, toFunctionSelector } from 'viem'
import { call } from '../../call.ts'
import { receiptArguments } from '../../promises.ts'
import type { Network, Receipt } from '../../shapes.ts'

export interface Transaction {
  to: Address
  data: Hex
}

/** The deposit of an accuser, in units of 10^-18 KULA. It comes back with half of the fine, unless somebody answers. */
export function accuserDeposit(network: Network): Promise<bigint> {
  return call(network, gatewaysOf(network), 'DEPOSIT()')
}

/** Lets Gateways take the deposit. `accuse` needs it first. */
export function prepareDeposit(network: Network, deposit: bigint): Transaction {
  const values = encodeAbiParameters(parseAbiParameters('address, uint256'), [gatewaysOf(network), deposit])
  return { to: network.addresses.token, data: concat([toFunctionSelector('approve(address,uint256)'), values]) }
}

export function prepareAccusation(network: Network, receipt: Receipt): Transaction {
  return transaction(network, 'accuse', receiptArguments(receipt, 'bytes', receipt.signature))
}

/** Fines a gateway that did not answer in time. */
export function prepareConviction(network: Network, receipt: Receipt): Transaction {
  return transaction(network, 'convict', receiptArguments(receipt))
}

/** Whether Gateways may take the deposit already. */
export async function isDepositAllowed(network: Network, owner: Address, deposit: bigint): Promise<boolean> {
  const { token } = network.addresses
  return (await call(network, token, 'allowance(address,address)', owner, gatewaysOf(network))) >= deposit
}

function transaction(network: Network, name: string, { signature, data }: { signature: string; data: Hex }) {
  return { to: gatewaysOf(network), data: concat([toFunctionSelector(`${name}(${signature})`), data]) }
}

function gatewaysOf(network: Network): Address {
  return network.addresses.gateways as Address
}
