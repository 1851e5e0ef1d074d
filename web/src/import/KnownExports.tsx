// The programs whose exports can be read, and how to get one.
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'

const PROGRAMS = [
  ['ChatGPT', 'Claude', 'Gemini', 'DeepSeek', 'Open WebUI', 'LibreChat'],
  ['ShareGPT', 'OpenAI JSONL', 'HH-RLHF', 'UltraFeedback', 'DPO', 'OASST', 'Arena'],
].flat()

export function KnownExports() {
  const { t } = useWords()
  return (
    <section className="stack-tight" aria-labelledby="known">
      <h2 id="known">{t('Known exports')}</h2>
      <p className="note">{PROGRAMS.join(' · ')}</p>
      <details>
        <summary>
          <Icon name="help" />
          {t('How do I export my chats?')}
        </summary>
        <p className="note">
          {t('In the other app, open Settings, then Data, then Export. You get a ZIP by mail. Drop it here as it is.')}
        </p>
      </details>
    </section>
  )
}
