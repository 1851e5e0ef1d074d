// Something is not known right now: a word, and a button that asks again.
import { useWords } from '../i18n'
import { Banner } from './Banner'

export function AskAgain({ line, onAsk }: { line: string; onAsk: () => void }) {
  const { t } = useWords()
  return (
    <Banner
      icon="alert"
      round
      action={
        <button type="button" className="btn" onClick={onAsk}>
          {t('Try again')}
        </button>
      }
    >
      {line}
    </Banner>
  )
}
