// What stood behind an answer, in words.
import type { Network } from '@kula/client'
import { network } from '../../connect/gateway'
import type { Translate } from '../../i18n'
import { useObservable } from '../../parts/observable'

export function useServed(): Network['served'] | undefined {
  return useObservable(network)?.served
}

export function modelName(manifest: string | undefined, served: Network['served'] | undefined, t: Translate) {
  const isNew = served !== undefined && manifest === served.manifest
  return { name: isNew ? t('Kula {n}', { n: served.model }) : t('An earlier Kula'), isNew }
}
