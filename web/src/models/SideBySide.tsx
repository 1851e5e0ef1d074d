// How a model answers beside its parent: the same questions, both answers, and whose word that is.

import type { ModelStatus } from '@kula/client'
import { useState } from 'react'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { ModelAnswers } from './ModelAnswers'
import { Unadopted } from './Unadopted'

export function SideBySide({ model }: { model: ModelStatus }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(model.served)
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="down" />
        {t('How it answers beside Kula {n}', { n: model.parent })}
      </summary>
      {isOpen && (model.state === 'adopted' ? <ModelAnswers model={model} /> : <Unadopted />)}
    </details>
  )
}
