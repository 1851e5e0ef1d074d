// The gateway's signed receipt of an erasure: what it covers, and the file to keep.
import type { Erasure } from '@kula/client'
import { useWords } from '../../i18n'
import { fullDay } from '../../i18n/times'
import { download } from '../../parts/download'
import { Icon } from '../../parts/Icon'

export function ErasureProof({ erasure }: { erasure: Erasure }) {
  const { t, locale } = useWords()
  const { records, waiting, royalties_ended: royalties, signature, until } = erasure
  return (
    <div className="stack-tight">
      <p className="state state-good" role="status">
        <Icon name="shield" />
        {t('The server signed that it erased {n, plural, one {# record} other {# records}}.', { n: records })}
      </p>
      {waiting > 0 && (
        <p className="note">
          {t('{n, plural, one {# more is} other {# more are}} still being scored, and erased right after that.', {
            n: waiting,
          })}
        </p>
      )}
      {royalties > 0 && <p className="note">{t('Its share of licence sales has ended.')}</p>}
      <details>
        <summary>
          <Icon name="shield" />
          {t('Checked on this device')}
        </summary>
        <p className="note">
          {t('The signature is the server’s, for your account, {day}.', { day: fullDay(until * 1_000, locale) })}
        </p>
        <code className="hash">{signature}</code>
      </details>
      <button
        type="button"
        className="btn"
        onClick={() => download(`kula-erasure-${signature.slice(2, 10)}.json`, JSON.stringify(erasure, null, 1))}
      >
        <Icon name="download" />
        {t('Save the proof')}
      </button>
    </div>
  )
}
