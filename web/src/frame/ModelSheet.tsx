// The model that answers, and where it runs.

import type { Network } from '@kula/client'
import { useLocation } from 'wouter'
import { useWords } from '../i18n'
import { Sheet } from '../parts/Sheet'

export function ModelSheet({ network, onClose }: { network: Network; onClose: () => void }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  return (
    <Sheet title={t('Kula {n}', { n: network.served.model })} onClose={onClose}>
      <dl className="facts">
        <div>
          <dt>{t('Reads')}</dt>
          <dd>{t('up to about 3,000 words at once')}</dd>
        </div>
        <div>
          <dt>{t('Runs at')}</dt>
          <dd>{location.host}</dd>
        </div>
        <div>
          <dt>{t('Fingerprint')}</dt>
          <dd>
            <code className="hash">{network.served.manifest}</code>
          </dd>
        </div>
      </dl>
      <p className="note">{t('Kula can be wrong. The server reads your messages to answer them.')}</p>
      <button
        type="button"
        className="btn btn-wide"
        onClick={() => {
          onClose()
          navigate('/models')
        }}
      >
        {t('What changed')}
      </button>
    </Sheet>
  )
}
