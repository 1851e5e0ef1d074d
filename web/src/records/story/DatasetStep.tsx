// The dataset that a record came into, or was left out of.
import type { TraceStep } from '@kula/client'
import { useWords } from '../../i18n'
import type { Check } from './checkRecord'
import { Proof } from './Proof'
import { StoryStep } from './StoryStep'

interface Props {
  step: Extract<TraceStep, { step: 'dataset' }>
  /** What was found of it here. */
  check: Check
}

export function DatasetStep({ step, check }: Props) {
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
