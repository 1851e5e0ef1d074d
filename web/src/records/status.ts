// What the page reads of a record's state.
import { digits, maybe } from '../storage/isLike'

export const STATUS = {
  record: '',
  owner: '',
  kind: '',
  state: '',
  floor: maybe(0),
  reasons: [''],
  score: maybe(0),
  epoch: maybe(0),
  pay: maybe({ credit: 0, price: digits, amount: digits }),
  estimate: maybe({ score: 0, stage: '' }),
}
