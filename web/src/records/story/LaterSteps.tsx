// The datasets that a record came into, the models that were trained on them, and whether one of them answers now.
import type { Trace, TraceStep } from '@kula/client'
import { useWords } from '../../i18n'
import type { Check } from './checkRecord'
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

function DatasetStep({ step, check }: { step: Extract<Later, { step: 'dataset' }>; check: Check }) {
  const { t } = useWords()
  const isLeftOut = check === 'left-out'
  const title = isLeftOut
    ? t('It was left out of dataset {n}', { n: step.version })
    : t('It became part of dataset {n}', { n: step.version })
  return (
    <StoryStep icon="data" title={title}>
      <p className="note">
        {isLeftOut
          ? t('Datasets leave out what holds a question of the models’ test, and what was erased in time.')
          : t('Without your name or account, unless it was left out as a test question.')}
      </p>
      <Proof
        check={check}
        good={
          isLeftOut
            ? t('The dataset’s file hashes to what the chain names, and its list of rows does not hold yours.')
            : t('The dataset’s file hashes to what the chain names, and its list of rows holds yours.')
        }
        hash={step.row}
      />
    </StoryStep>
  )
}
