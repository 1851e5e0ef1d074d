// Reminds of a recovery code that was not saved.
import { useState } from 'react'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { Rich } from '../i18n/Rich'
import { Banner } from '../parts/Banner'
import { showRecovery } from './showRecovery'

export function RecoveryBanner() {
  const { t } = useWords()
  const [isRefused, setRefused] = useState(false)
  function show() {
    const owner = session.get()
    if (owner) void showRecovery(owner).then((isShown) => setRefused(!isShown))
  }
  return (
    <Banner
      icon="alert"
      round
      action={
        <button type="button" className="btn" onClick={show}>
          {t('Save it now')}
        </button>
      }
    >
      <Rich text={t('**Your recovery code is not saved.** If your passkey is lost, your KULA is lost with it.')} />{' '}
      {isRefused && t('The passkey was not used.')}
    </Banner>
  )
}
