// The answers of a model and its parent, read from files that this device checks.
import { BadProof, type ModelStatus, Problem } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway, network } from '../connect/gateway'
import { type Message, useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { useObservable } from '../parts/observable'
import { SampleList } from './SampleList'

export function ModelAnswers({ model }: { model: ModelStatus }) {
  const { t } = useWords()
  const known = useObservable(network)
  const samples = useQuery({
    queryKey: ['samples', model.cid],
    enabled: known !== null,
    queryFn: async () => {
      const { readSamples } = await import('@kula/client/actions/models/readSamples')
      return known && readSamples(gateway, known, model)
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const { data, error } = samples
  if (error instanceof BadProof)
    return (
      <p className="state state-bad" role="alert">
        {t('These are not the files that the chain names. This server is wrong.')}
      </p>
    )
  if (error) return <AskAgain line={t(whyNot(error))} onAsk={() => void samples.refetch()} />
  if (!data) return <p className="note">{t('Checking on this device')}</p>
  if (!data.samples) return <p className="note">{t('Its trainer published no answers with it.')}</p>
  return <SampleList model={model} samples={data.samples} isOnChain={data.isOnChain} />
}

function whyNot(error: Error): Message {
  return error instanceof Problem && error.status === 404
    ? 'This server has not read the answers yet, or does not hand them out.'
    : 'Not known right now'
}
