import { records, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const path = (place: number) => `/records/${records[place]?.record}`
const soon = Math.floor(Date.now() / 1_000) + 1_500
const prepare = () => signIn()

export const states: States = around(
  { path: path(2), prepare },
  {
    received: { path: path(0), prepare },
    takeable: { path: path(0), prepare, answers: { [`/v1${path(0)}`]: { ...records[0], until: soon } } },
    takenBack: { path: path(0), prepare, answers: { [`/v1${path(0)}`]: { ...records[0], withheld: 'taken-back' } } },
    erasing: { path: path(1), prepare, answers: { [`/v1${path(1)}`]: { ...records[1], withheld: 'erasing' } } },
    erase: { path: path(2), prepare, press: 'Erase this record' },
    scored: { path: path(1), prepare },
    unpaid: { path: path(3), prepare },
    again: { path: path(3), prepare, answers: { [`/v1${path(3)}`]: { ...records[3], again: true } } },
    guest: { path: path(2) },
    empty: { path: `/records/0x${'e'.repeat(64)}` },
  },
)
