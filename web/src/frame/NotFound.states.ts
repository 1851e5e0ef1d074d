import type { States } from '../testing/states'

export const states: States = { full: { path: '/nowhere/at/all' } }
