// The chat that is about to be deleted: the page asks first.
import { observable } from '../../parts/observable'

export const deleting = observable('')
