// The model that answers, the versions before it, and the data that they were trained on.

import { get, type ModelStatus } from '@kula/client'
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../connect/gateway'
import type { Message } from '../i18n'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Icon } from '../parts/Icon'
import { useTitle } from '../parts/useTitle'
import { DatasetsCard } from './DatasetsCard'

const states: Record<string, Message> = {
  adopted: 'Adopted by vote',
  candidate: 'Waits for its vote',
  rejected: 'Not adopted',
}

export function ModelsView() {
  const { t } = useWords()
  const models = useQuery({ queryKey: ['models'], queryFn: () => get(gateway, '/v1/network/models') })
  const served = models.data?.models.find((model) => model.served)
  useTitle(t('Models'))
  return (
    <div className="page page-split">
      <div className="page-head">
        <h1>{served ? t('Kula {n} is the model you talk to', { n: served.version }) : t('Models')}</h1>
        <p className="soft">
          {t('Each version is trained on the datasets that it names, and adopted only if validators find it better.')}
        </p>
      </div>
      <div className="stack stack-wide">
        {models.isError && <AskAgain line={t('Not known right now')} onAsk={() => void models.refetch()} />}
        <section className="stack-tight" aria-labelledby="versions">
          <h2 id="versions">{t('What changed')}</h2>
          <ul className="list">
            {[...(models.data?.models ?? [])].reverse().map((model) => (
              <ModelRow key={model.version} model={model} />
            ))}
          </ul>
        </section>
      </div>
      <DatasetsCard />
    </div>
  )
}

function ModelRow({ model }: { model: ModelStatus }) {
  const { t } = useWords()
  const word = states[model.state]
  return (
    <li>
      <div className="item">
        <span className={model.served ? 'badge badge-accent' : 'badge'}>
          <Icon name="model" />
        </span>
        <span>
          <b className="item-wrap">{t('Kula {n}', { n: model.version })}</b>
          <span className="item-meta num">
            {model.datasets.length > 0 ? (
              model.datasets.map((number) => <span key={number}>{t('dataset {n}', { n: number })}</span>)
            ) : (
              <span>{t('trained before the network began')}</span>
            )}
            {model.round > 0 && <span>{t('Round {n}', { n: model.round })}</span>}
            {model.parent > 0 && <span>{t('from Kula {n}', { n: model.parent })}</span>}
          </span>
          <code className="hash">{model.cid}</code>
        </span>
        <span className={model.served ? 'state state-good' : 'state'}>
          {model.served && <Icon name="done" />}
          {model.served ? t('You use it') : word ? t(word) : model.state}
        </span>
      </div>
    </li>
  )
}
