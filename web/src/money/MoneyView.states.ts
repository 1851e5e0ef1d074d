import { account, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const full = { path: '/money', prepare: () => signIn() }
const none = { ...account, earned: '0', paid: '0', pending: '0' }
const at = `/v1/accounts/${account.account}`

export const states: States = around(full, {
  guest: { path: '/money' },
  empty: {
    path: '/money',
    answers: { [at]: none, [`${at}/records`]: { records: [], next: null } },
    prepare: async () => {
      signIn()
      const { outbox } = await import('../feedback/outbox')
      outbox.set({})
    },
  },
})
