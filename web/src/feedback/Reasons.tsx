// Why an answer is good or bad: up to three reasons, all optional.
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { reasonNames, reasonsAgainst, reasonsFor } from './reasons'

interface Props {
  value: number
  ticked: string[]
  onTick: (reason: string) => Promise<void>
}

export function Reasons({ value, ticked, onTick }: Props) {
  const { t } = useWords()
  const title = value > 0 ? t('What was good?') : t('What was bad?')
  return (
    <fieldset className="reasons">
      <legend className="hidden">{title}</legend>
      <div className="row">
        <h2>{title}</h2>
        <span className="note push">{t('Optional')}</span>
      </div>
      <div className="chips">
        {(value > 0 ? reasonsFor : reasonsAgainst).map((code) => (
          <button
            type="button"
            className="chip"
            key={code}
            aria-pressed={ticked.includes(code)}
            onClick={() => void onTick(code)}
          >
            {ticked.includes(code) && <Icon name="check" />}
            {t(reasonNames[code])}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
