// Asks the gateway to relay an account's claim. Resolves to the amount paid, in the token's smallest unit.
import type { Address } from 'viem'
import { type Client, post } from '../../http.ts'

export async function claim(client: Client, account: Address): Promise<string> {
  return (await post(client, '/v1/claims', { account })).amount
}
