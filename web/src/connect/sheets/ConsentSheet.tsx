// Four things that are true before the first record is given, and the one approval.
import { useEffect, useState } from 'react'
import { useWords } from '../../i18n'
import { Rich } from '../../i18n/Rich'
import { licenceName } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { firstLicence } from '../approve'
import { close, type Through } from '../flow'
import { askNetwork, network } from '../gateway'
import { startSigning } from '../runApproval'

export function ConsentSheet({ through }: { through: Through }) {
  const { t } = useWords()
  const licences = useObservable(network)?.licences ?? []
  const [chosen, choose] = useState('')
  const [isChoosing, setChoosing] = useState(false)
  const licence = chosen || firstLicence(licences)
  useEffect(() => {
    // What the approval needs is fetched now, so that the prompt follows the tap at once.
    void askNetwork().catch(() => undefined)
    void import('@kula/client/signing')
  }, [])
  const points = [
    [
      'eye',
      `${t('**Public.** What you give, and the chat it belongs to, may enter open datasets, without your name or account.')} ${t('While the network is small, others may work out your account.')}`,
    ],
    ['people', t('**Read.** Independent validators read and score it. Payments show on a public ledger.')],
    ['licence', t('**Licence.** Anyone may use it: {licence}.', { licence: licenceName(licence) })],
    ['undo', t('**Not all can be undone.** You can erase records later. Copies and trained models do not forget.')],
  ] as const
  return (
    <Sheet title={t('Four things before you give')} onClose={close}>
      <ul className="points">
        {points.map(([icon, text]) => (
          <li key={icon}>
            <Icon name={icon} />
            <p>
              <Rich text={text} />
              {icon === 'licence' && licences.length > 1 && !isChoosing && (
                <>
                  {' '}
                  <button type="button" className="link-button" onClick={() => setChoosing(true)}>
                    {t('Change')}
                  </button>
                </>
              )}
              {icon === 'licence' && isChoosing && (
                <select
                  className="input is-short"
                  aria-label={t('Licence')}
                  value={licence}
                  onChange={(event) => choose(event.target.value)}
                >
                  {licences.map((name) => (
                    <option key={name} value={name}>
                      {licenceName(name)}
                    </option>
                  ))}
                </select>
              )}
            </p>
          </li>
        ))}
      </ul>
      <p className="note">
        {t(
          'So give nothing private, yours or others’. One approval lets this device send for a year. It costs nothing; end it any time in Me.',
        )}
      </p>
      <div className="stack-tight">
        <button type="button" className="btn btn-main btn-wide" onClick={() => startSigning(through, licence)}>
          <Icon name={through.kind === 'wallet' ? 'wallet' : 'passkey'} />
          {t('Agree and send')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={close}>
          {t('Not now')}
        </button>
      </div>
    </Sheet>
  )
}
