// An answer of the gateway that lacks what the page reads is no answer: the view then says that it does not know.
import { Unreachable } from '@kula/client'
import { isLike } from '../parts/isLike'

export function whole(sample: unknown) {
  return function checked<T>(answer: T): T {
    if (!isLike(answer, sample)) throw new Unreachable('the answer has another shape')
    return answer
  }
}
