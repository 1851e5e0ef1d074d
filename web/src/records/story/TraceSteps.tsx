// A trace's steps by their names, and the one that tells where a record stands on the chain.
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
