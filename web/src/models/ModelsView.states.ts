import { around, type States } from '../testing/states'

export const states: States = around(
  { path: '/models' },
  { empty: { path: '/models', answers: { '/v1/network/models': { models: [] }, '/v1/datasets': { datasets: [] } } } },
)
