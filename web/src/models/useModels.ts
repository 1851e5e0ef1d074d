// The models and datasets that the gateway knows. Its lists begin with the oldest version.
import { type DatasetStatus, getFrom, type ModelStatus } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway, knownNetwork } from '../connect/gateway'
import { whole } from '../connect/whole'
import { maybe } from '../storage/isLike'

/** So many versions a list of the gateway holds at most. */
const PAGE = 100
const LOSS = { before: 0, after: 0, seats: 0 }
const MODELS = {
  models: [{ version: 0, cid: '', parent: 0, round: 0, state: '', datasets: [0], loss: maybe(LOSS) }],
}
const DATASETS = { datasets: [{ version: 0, cid: '', rows: 0, parent: 0, first_epoch: 0, last_epoch: 0 }] }

interface Models {
  last: number
  models: ModelStatus[]
}
interface Datasets {
  last: number
  datasets: DatasetStatus[]
}

/** The newest models, and before them the one that answers if it is older. */
export function useModels() {
  return useQuery({ queryKey: ['models'], queryFn: newestModels })
}

export function useDatasets() {
  return useQuery({
    queryKey: ['datasets'],
    queryFn: () => newest<Datasets>('/v1/datasets').then(whole(DATASETS)),
  })
}

/** The dataset of a version, however old; none if there is no such version. */
export function useDataset(version: string) {
  return useQuery({
    queryKey: ['datasets', version],
    queryFn: async () => {
      if (!/^[1-9]\d{0,8}$/.test(version)) return []
      const { datasets } = await oneOf<Datasets>('/v1/datasets', Number(version)).then(whole(DATASETS))
      return datasets.filter((one) => String(one.version) === version)
    },
  })
}

async function newestModels(): Promise<Models> {
  const path = '/v1/network/models'
  const page = await newest<Models>(path).then(whole(MODELS))
  const { model: served } = (await knownNetwork()).served
  if (!served || page.models.some(({ version }) => version === served)) return page
  const { models } = await oneOf<Models>(path, served).then(whole(MODELS))
  return { ...page, models: [...models.filter(({ version }) => version === served), ...page.models] }
}

async function newest<T extends { last: number }>(path: string): Promise<T> {
  const first = await getFrom<T>(gateway, path)
  return first.last > PAGE ? getFrom<T>(gateway, `${path}?after=${first.last - PAGE}`) : first
}

function oneOf<T>(path: string, version: number): Promise<T> {
  return getFrom<T>(gateway, `${path}?after=${version - 1}&limit=1`)
}
