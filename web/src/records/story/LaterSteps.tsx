// The datasets that a record came into, the models that were trained on them, and whether one of them answers now.
import type { Trace, TraceStep } from '@kula/client'
import { useWords } from '../../i18n'
import type { Check } from './checkRecord'
import { DatasetStep } from './DatasetStep'
import { Proof } from './Proof'
import { StoryStep } from './StoryStep'

interface Props {
  trace: Trace | null
  /** What was found of each step here, in order. */
  checks: Check[]
  /** Whether the viewer gave the record. */
  isMine: boolean
}

type Later = Extract<TraceStep, { step: 'dataset' | 'model' }>

export function LaterSteps({ trace, checks, isMine }: Props) {
  const { t } = useWords()
  const steps = (trace?.steps ?? []).filter((one): one is Later => one.step === 'dataset' || one.step === 'model')
  const checkAt = (place: number): Check => checks[place] ?? 'checking'
  const served = steps.findIndex((one) => one.step === 'model' && one.served)
  const answering = steps[served]
  return (
    <>
      {steps.map((one, place) =>
        one.step === 'dataset' ? (
          <DatasetStep key={`d${one.version}`} step={one} check={checkAt(place)} />
        ) : (
          <StoryStep key={`m${one.version}`} icon="model" title={t('It helped to train Kula {n}', { n: one.version })}>
            <Proof
              check={checkAt(place)}
              good={t('The model’s file hashes to what the chain names, and it names this dataset.')}
              hash={one.manifest}
            />
          </StoryStep>
        ),
      )}
      {answering?.step === 'model' && (
        <StoryStep icon="mark" title={t('You talk to it now')}>
          <p className="note">
            {isMine ? t('Your words came back as a better model.') : t('These words came back as a better model.')}
          </p>
          <Proof
            check={checkAt(served)}
            good={t('The chain names this model as the one that servers run.')}
            hash={answering.manifest}
          />
        </StoryStep>
      )}
    </>
  )
}
