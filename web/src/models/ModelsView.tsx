// The model that answers, the versions before it, and the data that they were trained on.

import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Asking } from '../parts/Asking'
import { useTitle } from '../parts/useTitle'
import { DatasetsCard } from './DatasetsCard'
import { LossCard } from './losses/LossCard'
import { ModelRow } from './ModelRow'
import { useModels } from './useModels'

export function ModelsView() {
  const { t } = useWords()
  const models = useModels()
  const served = models.data?.models.find((model) => model.served)
  useTitle(t('Models'))
  return (
    <>
      <PageTop href="/me" name={t('Me')} />
      <div className="page page-split">
        <div className="page-head">
          <h1>{served ? t('Kula {n} is the model you talk to', { n: served.version }) : t('Models')}</h1>
          <p className="soft">
            {t('Each version is trained on the datasets that it names, and adopted only if validators find it better.')}
          </p>
        </div>
        <div className="stack stack-wide">
          <LossCard models={models.data?.models ?? []} />
          <section className="stack-tight" aria-labelledby="versions">
            <h2 id="versions">{t('What changed')}</h2>
            {models.isLoading && <Asking />}
            {models.isError && <AskAgain line={t('Not known right now')} onAsk={() => void models.refetch()} />}
            {models.data?.models.length === 0 && (
              <p className="note">{t('No model was adopted yet. The first one comes out of the first dataset.')}</p>
            )}
            <ul className="list">
              {[...(models.data?.models ?? [])].reverse().map((model) => (
                <ModelRow key={model.version} model={model} />
              ))}
            </ul>
          </section>
        </div>
        <DatasetsCard />
      </div>
    </>
  )
}
