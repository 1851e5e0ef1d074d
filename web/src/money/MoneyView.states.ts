import { account, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const full = { path: '/money', prepare: () => signIn() }
const none = { ...account, earned: '0', pending: '0', records: [] }

export const states: States = around(full, {
  guest: { path: '/money' },
  empty: {
    path: '/money',
    answers: { [`/v1/accounts/${account.account}`]: none },
    prepare: async () => {
      signIn()
      const { outbox } = await import('../feedback/outbox')
      outbox.set({})
    },
  },
})
