// Says that the model does not know the reader's language well yet.
import { network } from '../connect/gateway'
import { useWords } from '../i18n'
import { useObservable } from '../parts/observable'

export function WeakLanguage() {
  const { t, language, locale } = useWords()
  const now = useObservable(network)
  const known = now?.languages?.model
  if (!now || !known || known.length === 0 || known.includes(language)) return null
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  const nameOf = (code: string) => names.of(code) ?? code
  return (
    <p className="note">
      {t('Kula {n} is best at {known} so far. It is learning {language} and needs your corrections most.', {
        n: now.served.model,
        known: new Intl.ListFormat(locale).format(known.map(nameOf)),
        language: nameOf(language),
      })}
    </p>
  )
}
