import { models } from '../testing/network'
import { withSamples } from '../testing/published'
import { around, type States } from '../testing/states'

const [bent] = withSamples
const unmeasured = { models: models.models.map((model) => ({ ...model, loss: null })) }

export const states: States = around(
  { path: '/models' },
  {
    unread: { path: '/models', answers: { [`/v1/published/${bent}`]: 404 } },
    lie: { path: '/models', answers: { [`/v1/published/${bent}`]: new Uint8Array(9) } },
    unmeasured: { path: '/models', answers: { '/v1/network/models': unmeasured } },
    empty: { path: '/models', answers: { '/v1/network/models': { models: [] }, '/v1/datasets': { datasets: [] } } },
  },
)
