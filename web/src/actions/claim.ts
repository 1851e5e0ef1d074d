// Asks the gateway to relay an account's claim. Resolves to the amount paid, in the token's smallest unit.
import type { Address } from 'viem'
import { post } from '../api'

export async function claim(account: Address): Promise<string> {
  const { amount } = await post('/v1/claims', { account })
  return amount
}
