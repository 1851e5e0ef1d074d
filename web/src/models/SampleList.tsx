// Questions with two answers each, shown as the chat shows answers. The words are a trainer's: there is no path for their HTML.
import type { ModelStatus, Sample } from '@kula/client'
import { Markdown } from '../chat/markdown/Markdown'
import { useWords } from '../i18n'
import { joined } from '../i18n/joined'

interface Props {
  model: ModelStatus
  samples: Sample[]
  /** Whether the chain names the file that they come from. */
  isOnChain: boolean
}

export function SampleList({ model, samples, isOnChain }: Props) {
  const { t } = useWords()
  return (
    <div className="stack-tight">
      {samples.map(({ prompt, parent, own }) => (
        <section key={prompt} className="stack-tight">
          <h3 className="quote plain-text">{prompt}</h3>
          <dl className="two">
            <div className="side-answer">
              <dt className="note">{t('Kula {n}', { n: model.parent })}</dt>
              <dd className="prose">
                <Markdown text={parent} />
              </dd>
            </div>
            <div className="side-answer">
              <dt className="note">{t('Kula {n}', { n: model.version })}</dt>
              <dd className="prose">
                <Markdown text={own} />
              </dd>
            </div>
          </dl>
          {parent === own && <p className="note">{t('Both answers are the same.')}</p>}
        </section>
      ))}
      <p className="note">
        {joined(
          t(
            'The trainer made these answers and published them with the model. They are its word; nobody else repeated them.',
          ),
          isOnChain
            ? t('This page checked that they are in the file that the chain names.')
            : t('The chain did not answer, so that they belong to this model is the server’s word.'),
          t('Anyone can make them again:'),
        )}{' '}
        <code>{`kula model samples ${model.version}`}</code>
      </p>
    </div>
  )
}
