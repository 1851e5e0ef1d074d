// What a preference must say: that two different answers are not alike.
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { signRecord } from './actions/records/signRecord.ts'
import { type Message, preference } from './content.ts'
import { areSameWords } from './sameWords.ts'
import type { Network } from './shapes.ts'

const answer = (content: string): Message => ({ role: 'assistant', content })

it('the same words are the same in any white space and form of letters', () => {
  expect(areSameWords(' In  water.\n', 'In water.')).toBe(true)
  expect(areSameWords('Caf\u00e9', 'Cafe\u0301')).toBe(true)
  expect(areSameWords('In water.', 'in water.')).toBe(false)
})

it('a preference between the same words is refused before it is signed', async () => {
  const account = privateKeyToAccount(generatePrivateKey())
  const options = { owner: account.address, account, grant: '0x01', licence: 'CC0-1.0', now: 0 } as const
  const network = { chain_id: 1, addresses: { grants: account.address } } as unknown as Network
  for (const outcome of ['a', 'b', 'tie', 'both-bad'] as const) {
    const content = preference([], answer('In water.'), answer('In  water.'), outcome)
    await expect(signRecord(network, { ...options, content })).rejects.toMatchObject({ slug: 'no-preference' })
  }
  const content = preference([], answer('In water.'), answer('In oil.'), 'a')
  expect((await signRecord(network, { ...options, content })).content.outcome).toBe('a')
})
