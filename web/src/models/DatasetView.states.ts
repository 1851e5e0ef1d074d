import { signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const path = '/datasets/7'

export const states: States = around(
  { path },
  { empty: { path: '/datasets/99' }, mine: { path, prepare: () => signIn() } },
)
