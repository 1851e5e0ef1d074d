// How far off each adopted model is on text that it never saw, as the validators measured it.
import type { ModelStatus } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { network } from '../../connect/gateway'
import { useWords } from '../../i18n'
import { AskAgain } from '../../parts/AskAgain'
import { Asking } from '../../parts/Asking'
import { useObservable } from '../../parts/observable'
import { LossChart } from './LossChart'

export function LossCard({ models }: { models: ModelStatus[] }) {
  const { t } = useWords()
  const known = useObservable(network)
  const judged = models.filter((model) => model.state === 'adopted' && model.round > 0)
  const losses = useQuery({
    queryKey: ['losses', judged.length],
    enabled: known !== null && judged.length > 0,
    queryFn: async () => (known ? (await import('./readLosses')).readLosses(known) : null),
    staleTime: 300_000,
  })
  const dots = judged.flatMap(({ version }) => {
    const loss = losses.data?.get(version)
    return loss ? [{ version, ...loss }] : []
  })
  // The first models have no judgement, and nothing is said of it.
  if (judged.length === 0 || (losses.isSuccess && dots.length === 0)) return null
  return (
    <section className="card" aria-labelledby="loss">
      <div className="card-head">
        <h2 id="loss">{t('How far off on text it never saw')}</h2>
        <span className="note">{t('lower is better')}</span>
      </div>
      {losses.isLoading && <Asking />}
      {losses.isError && <AskAgain line={t('Not known right now')} onAsk={() => void losses.refetch()} />}
      {dots.length > 0 && <LossChart dots={dots} />}
      <p className="note">
        {t(
          'Loss on records that did not exist when the model was made. It says little about any one answer. A ring is the version before, on the same records; each version had other records.',
        )}
      </p>
    </section>
  )
}
