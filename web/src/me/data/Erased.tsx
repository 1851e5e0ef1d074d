// What the gateway signed about an erasure, and the proof as a file.
import type { Erasure } from '@kula/client'
import { useWords } from '../../i18n'
import { download } from '../../parts/download'
import { Icon } from '../../parts/Icon'

export function Erased({ erasure }: { erasure: Erasure }) {
  const { t } = useWords()
  return (
    <>
      <p className="state state-good" role="status">
        <Icon name="done" />
        {t('{n, plural, one {# record is} other {# records are}} erased.', { n: erasure.records })}
      </p>
      {erasure.waiting > 0 && (
        <p className="note">
          {t('{n, plural, one {# more is} other {# more are}} erased when the round ends.', { n: erasure.waiting })}
        </p>
      )}
      <p className="note">{t('The server signed this, and this page checked it. Keep the proof.')}</p>
      <button
        type="button"
        className="btn btn-wide"
        onClick={() => download('kula-erasure.json', JSON.stringify(erasure, null, 1))}
      >
        <Icon name="download" />
        {t('Save the proof')}
      </button>
    </>
  )
}
