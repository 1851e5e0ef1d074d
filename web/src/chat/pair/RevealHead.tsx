// What the person chose, and whether the gateway showed what it had committed to.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import type { Turn } from '../state/talk'
import { modelName, useServed } from './source'

export function RevealHead({ pair }: { pair: [Turn, Turn] }) {
  const { t } = useWords()
  const served = useServed()
  const [a, b] = pair
  const reveal = a.reveal
  if (!reveal) return null
  const chosen = reveal.outcome === 'b' ? b : a
  const isOneModel = a.reveal?.source.model === b.reveal?.source.model
  const letter = reveal.outcome === 'b' ? 'B' : 'A'
  const { isNew } = modelName(chosen.reveal?.source.model, served, t)
  const titles = {
    a: isOneModel
      ? t('You chose {letter}', { letter })
      : isNew
        ? t('You chose {letter}, the new model', { letter })
        : t('You chose {letter}, the old model', { letter }),
    tie: t('You found no difference'),
    'both-bad': t('You found both bad'),
  }
  const title = reveal.outcome === 'tie' || reveal.outcome === 'both-bad' ? titles[reveal.outcome] : titles.a
  return (
    <div className="stack-tight" role="status">
      <h1>{title}</h1>
      <p className="note">
        {letter === reveal.outcome.toUpperCase()
          ? t('The chat goes on with your choice.')
          : t('The chat goes on with answer A.')}
      </p>
      {!reveal.isTrue && (
        <p className="state state-bad" role="alert">
          <Icon name="alert" />
          {t(
            'The server shows something else than it had fixed before you chose. Your choice was not sent as a record.',
          )}
        </p>
      )}
      {reveal.isTrue && (
        <details>
          <summary>
            <Icon name="shield" />
            {t('Checked on this device')}
          </summary>
          <p className="note">{t('The server had fixed which model is A and which is B before it wrote a word.')}</p>
          <code className="hash">{a.pair?.offer.sources}</code>
        </details>
      )}
    </div>
  )
}
