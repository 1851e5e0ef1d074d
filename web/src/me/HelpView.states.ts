import type { States } from '../testing/states'

export const states: States = { full: { path: '/help' }, offline: { path: '/help', isOffline: true } }
