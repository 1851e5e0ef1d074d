import { network } from '../testing/network'
import { around, type States } from '../testing/states'

export const states: States = around(
  { path: '/network' },
  {
    empty: { path: '/network', answers: { '/v1/network': { ...network, epoch: 0 } } },
    down: { path: '/network', answers: { '/v1/network': 503, '*': 503 } },
  },
)
