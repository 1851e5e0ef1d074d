import { outbox } from '../feedback/outbox'
import { account, records, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const full = { path: '/records', prepare: () => signIn() }
const soon = Math.floor(Date.now() / 1_000) + 1_500
const prepare = () => {
  signIn()
  outbox.set({})
}

export const states: States = around(full, {
  takeable: {
    ...full,
    answers: {
      [`/v1/accounts/${account.account}/records`]: {
        next: 'more',
        records: records.map((one) => (one.state === 'received' ? { ...one, until: soon } : one)),
      },
    },
  },
  guest: { path: '/records' },
  empty: {
    path: '/records',
    prepare,
    answers: { [`/v1/accounts/${account.account}/records`]: { records: [], next: null } },
  },
})
