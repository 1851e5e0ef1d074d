// What a new person sees: one promise, one assurance, three examples.
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { WeakLanguage } from './WeakLanguage'

export function Welcome() {
  const { t } = useWords()
  const [first, second] = t('Chat for free. Good feedback gets paid.').split(/(?<=[.，])\s?/)
  return (
    <div className="welcome">
      <Icon name="mark" className="welcome-mark" />
      <h1>
        <span className="keep">{first}</span> <span className="keep">{second}</span>
      </h1>
      <p className="soft">{t('Nothing is published unless you give it.')}</p>
      <WeakLanguage />
    </div>
  )
}

Welcome.Prompts = function Prompts({ onPick }: { onPick: (text: string) => void }) {
  const { t } = useWords()
  const examples = [
    ['write', t('Explain recursion simply')],
    ['chat', t('Write a polite reminder')],
    ['sun', t('Plan my Sunday')],
  ] as const
  return (
    <ul className="prompts" aria-label={t('Examples')}>
      {examples.map(([icon, text]) => (
        <li key={text}>
          <button type="button" className="prompt" onClick={() => onPick(text)}>
            <Icon name={icon} /> <span>{text}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
