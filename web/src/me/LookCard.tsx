// Language and theme.
import { chooseLanguage, useWords } from '../i18n'
import { useObservable } from '../parts/observable'
import { chooseTheme, type Theme, theme } from '../storage/preferences'

export function LookCard() {
  const { t, language } = useWords()
  const now = useObservable(theme)
  const themes: [Theme, string][] = [
    ['system', t('System')],
    ['light', t('Light')],
    ['dark', t('Dark')],
  ]
  return (
    <section className="card" aria-labelledby="look">
      <h2 id="look">{t('Appearance')}</h2>
      <div className="stack-tight">
        <span className="note">{t('Language')}</span>
        <div>
          {/* biome-ignore lint/a11y/useSemanticElements: a group of two buttons */}
          <div className="seg" role="group" aria-label={t('Language')}>
            <button type="button" lang="en" aria-pressed={language === 'en'} onClick={() => void chooseLanguage('en')}>
              English
            </button>
            <button
              type="button"
              lang="zh-Hans"
              aria-pressed={language === 'zh'}
              onClick={() => void chooseLanguage('zh')}
            >
              中文
            </button>
          </div>
        </div>
      </div>
      <div className="stack-tight">
        <span className="note">{t('Theme')}</span>
        <div>
          {/* biome-ignore lint/a11y/useSemanticElements: a group of three buttons */}
          <div className="seg" role="group" aria-label={t('Theme')}>
            {themes.map(([id, name]) => (
              <button type="button" key={id} aria-pressed={now === id} onClick={() => chooseTheme(id)}>
                {name}
              </button>
            ))}
          </div>
        </div>
      </div>
    </section>
  )
}
