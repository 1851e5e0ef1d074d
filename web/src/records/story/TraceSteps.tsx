// The steps of a trace that only the chain and the datasets tell.
import type { Trace, TraceStep } from '@kula/client'
import { useWords } from '../../i18n'
import type { Check } from './checkRecord'
import { Proof } from './Proof'
import { StoryStep } from './StoryStep'

export function stepOf<Name extends TraceStep['step']>(trace: Trace | null, name: Name) {
  return trace?.steps.find((one): one is Extract<TraceStep, { step: Name }> => one.step === name)
}

/** It stands in a batch on the chain. */
export function PostedStep({ trace, check }: { trace: Trace | null; check: Check }) {
  const { t } = useWords()
  const batch = stepOf(trace, 'batch')
  if (!batch) return null
  return (
    <StoryStep icon="network" title={t('It was posted in round {n}', { n: batch.epoch })}>
      <Proof
        check={check}
        good={t('It stands at place {place} of {count} in a batch on the chain.', {
          place: batch.index + 1,
          count: batch.count,
        })}
        hash={batch.root}
      />
    </StoryStep>
  )
}

/** The datasets that it came into, and the models that were trained on them. */
export function LaterSteps({ trace }: { trace: Trace | null }) {
  const { t } = useWords()
  const steps = (trace?.steps ?? []).filter(({ step }) => step === 'dataset' || step === 'model')
  const served = steps.some((one) => one.step === 'model' && one.served)
  return (
    <>
      {steps.map((one) =>
        one.step === 'dataset' ? (
          <StoryStep key={`d${one.version}`} icon="data" title={t('It became part of dataset {n}', { n: one.version })}>
            <p className="note">{t('Without your name or account, unless it was left out as a test question.')}</p>
            <Proof check="unknown" good="" hash={one.row} />
          </StoryStep>
        ) : (
          one.step === 'model' && (
            <StoryStep
              key={`m${one.version}`}
              icon="model"
              title={t('It helped to train Kula {n}', { n: one.version })}
            >
              <Proof check="unknown" good="" hash={one.manifest} />
            </StoryStep>
          )
        ),
      )}
      {served && (
        <StoryStep icon="mark" title={t('You talk to it now')}>
          <p className="note">{t('Your words came back as a better model.')}</p>
        </StoryStep>
      )}
    </>
  )
}
