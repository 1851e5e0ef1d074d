import { withSamples } from '../testing/published'
import { around, type States } from '../testing/states'

const [bent] = withSamples

export const states: States = around(
  { path: '/models' },
  {
    unread: { path: '/models', answers: { [`/v1/published/${bent}`]: 404 } },
    lie: { path: '/models', answers: { [`/v1/published/${bent}`]: new Uint8Array(9) } },
    empty: { path: '/models', answers: { '/v1/network/models': { models: [] }, '/v1/datasets': { datasets: [] } } },
  },
)
