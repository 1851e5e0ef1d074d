// The recovery code: the only way back to a passkey's account if the passkey is lost.

import { useCallback, useEffect, useState } from 'react'
import type { Hex } from 'viem'
import { useWords } from '../../i18n'
import { AskAgain } from '../../parts/AskAgain'
import { CopyButton } from '../../parts/CopyButton'
import { download } from '../../parts/download'
import { Icon } from '../../parts/Icon'
import { Sheet } from '../../parts/Sheet'
import { close } from '../flow'
import { keepSession, session } from '../sessions'

export function RecoverySheet({ secret }: { secret: Hex }) {
  const { t } = useWords()
  const [groups, setGroups] = useState<string[]>([])
  const [isLost, setLost] = useState(false)
  const load = useCallback(() => {
    import('../recovery').then(
      ({ recoveryCode }) => setGroups(recoveryCode(secret)),
      () => setLost(true),
    )
  }, [secret])
  useEffect(load, [load])
  const text = groups.join(' ')
  async function done() {
    const now = session.get()
    if (now) await keepSession({ ...now, isRecoverable: true })
    close()
  }
  return (
    <Sheet title={t('Save your recovery code')}>
      <p className="soft">
        {t(
          'If your passkey is ever lost, only this code brings back your account and its KULA. Nobody can send it to you again.',
        )}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of text */}
      <div className="recovery" role="group" aria-label={t('Recovery code, 15 groups')}>
        {groups.map((group, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two groups may be equal
          <span key={place}>{group}</span>
        ))}
      </div>
      {isLost && !text ? (
        <AskAgain line={t('This part did not load')} onAsk={load} />
      ) : (
        <div className="row">
          <CopyButton className="btn" text={text} label={t('Copy')} />
          <button
            type="button"
            className="btn"
            onClick={() => download('kula-recovery-code.txt', `${text}\n`, 'text/plain')}
          >
            <Icon name="download" />
            {t('Save as file')}
          </button>
          <button type="button" className="btn" onClick={() => print()}>
            {t('Print')}
          </button>
        </div>
      )}
      <p className="note">
        {t('This account belongs to {host}. To use it elsewhere, you need this code.', { host: location.host })}
      </p>
      <div className="stack-tight">
        <button type="button" className="btn btn-main btn-wide" disabled={!text} onClick={() => void done()}>
          {t('I have saved it')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={close}>
          {t('Remind me later')}
        </button>
      </div>
    </Sheet>
  )
}
