import { records, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const path = (place: number) => `/records/${records[place]?.record}`
const prepare = () => signIn()

export const states: States = around(
  { path: path(2), prepare },
  {
    received: { path: path(0), prepare },
    scored: { path: path(1), prepare },
    unpaid: { path: path(3), prepare },
    guest: { path: path(2) },
    empty: { path: `/records/0x${'e'.repeat(64)}` },
  },
)
