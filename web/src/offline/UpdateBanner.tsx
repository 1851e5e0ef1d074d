// A newer version of the page waits.
import { useWords } from '../i18n'
import { Banner } from '../parts/Banner'
import { useObservable } from '../parts/observable'
import { takeOver, waiting } from './updates'

export function UpdateBanner() {
  const { t } = useWords()
  const isThere = useObservable(waiting) !== null
  if (!isThere) return null
  return (
    <Banner
      icon="info"
      tone="calm"
      action={
        <button type="button" className="btn" onClick={takeOver}>
          {t('Reload')}
        </button>
      }
    >
      {t('Kula was updated. Reload when it suits you.')}
    </Banner>
  )
}
