// Whose answer this is: hidden before the choice, shown after it.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import type { Turn } from '../state/talk'
import { modelName, useServed } from './source'

export function SideHead({ turn, letter }: { turn: Turn; letter: string }) {
  const { t, locale } = useWords()
  const served = useServed()
  const { reveal } = turn
  if (!reveal)
    return (
      <div className="side-head-row">
        <span className="letter" aria-hidden="true">
          {letter}
        </span>
        <span className="note">{t('Model hidden until you choose')}</span>
      </div>
    )
  const { name, isNew } = modelName(reveal.source.model, served, t)
  const degree = new Intl.NumberFormat(locale).format(reveal.source.temperature / 1_000)
  return (
    <div className="side-head-row">
      <span className="letter" aria-hidden="true">
        {letter}
      </span>
      <b>{name}</b>
      <span className="note num">
        {isNew ? t('new model') : t('old model')} · {t('temperature {degree}', { degree })}
      </span>
      {reveal.outcome === letter.toLowerCase() && (
        <span className="push">
          <span className="state state-good">
            <Icon name="done" />
            {t('Your choice')}
          </span>
        </span>
      )}
    </div>
  )
}
