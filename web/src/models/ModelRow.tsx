// One version of the model: what it was trained on, from which version, what the vote said, and how it answers.
import type { ModelStatus } from '@kula/client'
import { Link } from 'wouter'
import type { Message } from '../i18n'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { SideBySide } from './SideBySide'

const states: Record<string, Message> = {
  adopted: 'Adopted by vote',
  candidate: 'Waits for its vote',
  rejected: 'Not adopted',
}

export function ModelRow({ model }: { model: ModelStatus }) {
  const { t } = useWords()
  const word = states[model.state]
  return (
    <li>
      <div className="item">
        <span className={model.served ? 'badge badge-accent' : 'badge'}>
          <Icon name="model" />
        </span>
        <span>
          <b className="item-wrap">{t('Kula {n}', { n: model.version })}</b>
          <span className="item-meta num">
            {model.datasets.length > 0 ? (
              model.datasets.map((number) => (
                <Link key={number} href={`/datasets/${number}`}>
                  {t('dataset {n}', { n: number })}
                </Link>
              ))
            ) : (
              <span>{t('trained before the network began')}</span>
            )}
            {model.round > 0 && <span>{t('Round {n}', { n: model.round })}</span>}
            {model.parent > 0 && <span>{t('from Kula {n}', { n: model.parent })}</span>}
          </span>
        </span>
        <span className={model.served ? 'state state-good' : 'state'}>
          {model.served && <Icon name="done" />}
          {model.served ? t('You use it') : word ? t(word) : model.state}
        </span>
      </div>
      {model.parent > 0 && <SideBySide model={model} />}
      <details>
        <summary>
          <Icon name="down" />
          {t('Fingerprint')}
        </summary>
        <code className="hash">{model.cid}</code>
      </details>
    </li>
  )
}
