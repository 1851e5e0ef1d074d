// How far off each adopted model is on text that it never saw, as the validators measured it and this server read it.
import type { ModelStatus } from '@kula/client'
import { useWords } from '../../i18n'
import { LossChart } from './LossChart'

export function LossCard({ models }: { models: ModelStatus[] }) {
  const { t } = useWords()
  // A gateway of an older version does not say it.
  const dots = models.flatMap(({ version, loss }) => (loss ? [{ version, ...loss }] : []))
  const newest = dots.at(-1)
  // The first models have no judgement, and nothing is said of it.
  if (!newest) return null
  return (
    <section className="card" aria-labelledby="loss">
      <div className="card-head">
        <h2 id="loss">{t('How far off on text it never saw')}</h2>
        <span className="note">{t('lower is better')}</span>
      </div>
      <LossChart dots={dots} />
      <p className="note">
        {t(
          'Loss on records that did not exist when the model was made. It says little about any one answer. A ring is the version before, on the same records; each version had other records.',
        )}
      </p>
      <p className="note">
        {t(
          'Each point is the middle of what the validators put on the chain, as this server read it. Anyone can compare:',
        )}{' '}
        <code>{`kula model show ${newest.version}`}</code>
      </p>
    </section>
  )
}
