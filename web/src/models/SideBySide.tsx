// How a model answers beside its parent: the same questions, both answers, and whose word that is.

import { BadProof, type ModelStatus, Problem } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway, network } from '../connect/gateway'
import { type Message, useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { useObservable } from '../parts/observable'
import { SampleList } from './SampleList'

export function SideBySide({ model }: { model: ModelStatus }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(model.served)
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('How it answers beside Kula {n}', { n: model.parent })}</summary>
      {isOpen && (model.state === 'adopted' ? <Answers model={model} /> : <Unadopted />)}
    </details>
  )
}

function Unadopted() {
  const { t } = useWords()
  return (
    <p className="note">
      {t('Its answers are shown once validators adopt it: until then, anyone could publish any words for a fee.')}
    </p>
  )
}

function Answers({ model }: { model: ModelStatus }) {
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
