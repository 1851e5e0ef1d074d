// Asks before every chat of this device is deleted.
import type { Address } from 'viem'
import { chats, removeAll } from '../../chat/state/chats'
import { useWords } from '../../i18n'
import { download } from '../../parts/download'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { exportText } from './exporting'

interface Props {
  owner: Address | null
  /** Told how many chats are gone, if any were. */
  onClose: (count?: number) => void
}

export function DeleteAllSheet({ owner, onClose }: Props) {
  const { t } = useWords()
  const mine = Object.values(useObservable(chats)).filter((chat) => chat.owner === owner)
  const count = mine.filter((chat) => Object.keys(chat.turns).length > 0).length
  if (count === 0)
    return (
      <Sheet title={t('There is no chat on this device.')} onClose={() => onClose()}>
        <p className="note">{t('Records that you gave stay. Erase those in Records.')}</p>
        <button type="button" className="btn btn-wide" onClick={() => onClose()}>
          {t('Close')}
        </button>
      </Sheet>
    )
  return (
    <Sheet title={t('Delete all chats on this device?')} onClose={() => onClose()}>
      <p>
        {t(
          '{n, plural, one {# chat} other {# chats}} and what you wrote in them are deleted here. They are nowhere else.',
          { n: count },
        )}
      </p>
      <p className="note">{t('Records that you gave stay. Erase those in Records.')}</p>
      <div className="stack-tight">
        <button
          type="button"
          className="btn btn-wide"
          onClick={() => void exportText().then((text) => download('kula-export.json', text))}
        >
          {t('Export everything')}
        </button>
        <button
          type="button"
          className="btn btn-danger-main btn-wide"
          onClick={() => void removeAll(owner).then(() => onClose(count))}
        >
          {t('Delete all chats')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={() => onClose()}>
          {t('Cancel')}
        </button>
      </div>
    </Sheet>
  )
}
