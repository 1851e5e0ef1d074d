import { outbox } from '../feedback/outbox'
import { account, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const full = { path: '/records', prepare: () => signIn() }
const prepare = () => {
  signIn()
  outbox.set({})
}

export const states: States = around(full, {
  guest: { path: '/records' },
  empty: { path: '/records', prepare, answers: { [`/v1/accounts/${account.account}`]: { ...account, records: [] } } },
})
