// The models and datasets that the gateway knows.
import { get } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import { whole } from '../connect/whole'
import { maybe } from '../storage/isLike'

const LOSS = { before: 0, after: 0, seats: 0 }
const MODELS = {
  models: [{ version: 0, cid: '', parent: 0, round: 0, state: '', datasets: [0], loss: maybe(LOSS) }],
}
const DATASETS = { datasets: [{ version: 0, cid: '', rows: 0, parent: 0, first_epoch: 0, last_epoch: 0 }] }

export function useModels() {
  return useQuery({
    queryKey: ['models'],
    queryFn: () => get(gateway, '/v1/network/models').then(whole(MODELS)),
  })
}

export function useDatasets() {
  return useQuery({
    queryKey: ['datasets'],
    queryFn: () => get(gateway, '/v1/datasets').then(whole(DATASETS)),
  })
}
