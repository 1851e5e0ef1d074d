// Asks before a device's access ends, and says so when it has.

import type { GrantStatus } from '@kula/client'
import { useState } from 'react'
import { endOf } from '../../connect/ends'
import { network } from '../../connect/gateway'
import { isEnded, type Session } from '../../connect/sessions'
import { endWords } from '../../connect/sheets/endWords'
import { chainName } from '../../connect/walletSign'
import { useWords } from '../../i18n'
import { shortAddress } from '../../parts/amounts'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { endDevice } from './endDevice'

interface Props {
  owner: Session
  grant: GrantStatus
  onClose: () => void
  onEnded: (key: string) => void
}

export function EndDeviceSheet({ owner, grant, onClose, onEnded }: Props) {
  const { t } = useWords()
  const now = useObservable(network)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const isThis = grant.key === owner.key
  const values = { chain: now ? chainName(now) : '', account: shortAddress(owner.owner) }
  async function end() {
    setBusy(true)
    setProblem('')
    try {
      await endDevice(owner, grant.key)
      if (isThis) isEnded.set(true)
      onEnded(grant.key)
    } catch (error) {
      const words = endWords[endOf(error)]
      setProblem(`${t(words.title, values)} ${t('Nothing has changed.')}`)
      setBusy(false)
    }
  }
  return (
    <Sheet
      title={
        isThis
          ? t('End access of this device?')
          : t('End access of the device {key}?', { key: shortAddress(grant.key) })
      }
      onClose={onClose}
    >
      <p>{t('It can no longer send records for you. What it sent already still counts and is paid.')}</p>
      <p className="note">{t('Chats kept on it stay there. Sign out on it to remove them.')}</p>
      {problem && (
        <p className="state state-bad" role="alert">
          <Icon name="alert" />
          {problem}
        </p>
      )}
      <div className="stack-tight">
        <button
          type="button"
          className="btn btn-danger-main btn-wide"
          aria-busy={isBusy}
          disabled={isBusy}
          onClick={() => void end()}
        >
          {isBusy ? t('Waiting for your signature') : t('End its access')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={onClose}>
          {t('Keep it')}
        </button>
      </div>
    </Sheet>
  )
}
