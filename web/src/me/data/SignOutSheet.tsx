// Asks before everything of an owner leaves this device.

import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { download } from '../../parts/download'
import { Sheet } from '../../parts/Sheet'
import { exportText } from './exporting'
import { signOut } from './signOut'

export function SignOutSheet({ owner, onClose }: { owner: Session; onClose: () => void }) {
  const { t } = useWords()
  return (
    <Sheet title={t('Sign out on this device?')} onClose={onClose}>
      <p>{t('Your chats and receipts are removed from this device. What you sent still counts and is paid.')}</p>
      <p className="note">
        {t('Feedback that was not sent yet is removed too. Export everything first if you want to keep it.')}
      </p>
      <div className="stack-tight">
        <button
          type="button"
          className="btn btn-wide"
          onClick={() => void exportText().then((text) => download('kula-export.json', text))}
        >
          {t('Export everything')}
        </button>
        <button type="button" className="btn btn-danger-main btn-wide" onClick={() => void signOut(owner)}>
          {t('Sign out')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={onClose}>
          {t('Cancel')}
        </button>
      </div>
    </Sheet>
  )
}
