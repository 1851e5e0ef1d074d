// The model that answers, where it runs, and what it and the scorer can read.

import type { Network } from '@kula/client'
import { useLocation } from 'wouter'
import { useWords } from '../i18n'
import { scriptNames } from '../i18n/scriptName'
import { Sheet } from '../parts/Sheet'
import { languageName } from '../train/typical'

export function ModelSheet({ network, onClose }: { network: Network; onClose: () => void }) {
  const { t, locale } = useWords()
  const [, navigate] = useLocation()
  // A gateway of an older version does not say it.
  const { model, scorer } = network.languages ?? { model: null, scorer: null }
  return (
    <Sheet title={t('Kula {n}', { n: network.served.model })} onClose={onClose}>
      <dl className="facts">
        <div>
          <dt>{t('Languages')}</dt>
          <dd className="row">
            {model?.map((code) => (
              <span key={code} lang={code}>
                {languageName(code)}
              </span>
            )) ?? t('Not known right now')}
          </dd>
        </div>
        <div>
          <dt>{t('Can be scored')}</dt>
          <dd>
            {scorer
              ? t('texts written in: {scripts}', {
                  scripts: scriptNames(scorer, locale).join(' · '),
                })
              : t('Not known right now')}
          </dd>
        </div>
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
