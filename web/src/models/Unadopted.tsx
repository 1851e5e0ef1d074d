// Why the answers of a model that was not adopted are not shown.
import { useWords } from '../i18n'

export function Unadopted() {
  const { t } = useWords()
  return (
    <p className="note">
      {t('Its answers are shown once validators adopt it: until then, anyone could publish any words for a fee.')}
    </p>
  )
}
