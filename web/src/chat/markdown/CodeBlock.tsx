// A block of code with its language and a button that copies it.
import { useWords } from '../../i18n'
import { CopyButton } from '../../parts/CopyButton'

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const { t } = useWords()
  return (
    <div className="codeblock" dir="ltr">
      <div className="codeblock-head">
        <span>{language}</span>
        <CopyButton text={code} label={t('Copy')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a section would not keep the lines of code */}
      <pre tabIndex={0} role="region" aria-label={t('Code')}>
        <code>{code}</code>
      </pre>
    </div>
  )
}
