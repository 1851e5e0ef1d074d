// Something was asked for and is not there yet: a slow answer is no empty card, and no zero.
import { useWords } from '../i18n'
import { Icon } from './Icon'

export function Asking() {
  const { t } = useWords()
  return (
    <p className="status" role="status">
      <Icon name="mark" className="ring ring-turn" />
      {t('Loading')}
    </p>
  )
}
