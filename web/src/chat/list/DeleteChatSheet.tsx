// Asks before a chat is deleted from this device.
import { useLocation } from 'wouter'
import { useWords } from '../../i18n'
import { useObservable } from '../../parts/observable'
import { Sheet } from '../../parts/Sheet'
import { stop } from '../state/answering'
import { chats, remove } from '../state/chats'
import { deleting } from '../state/deleting'

export function DeleteChatSheet() {
  const { t } = useWords()
  const [at, navigate] = useLocation()
  const id = useObservable(deleting)
  const chat = useObservable(chats)[id]
  const close = () => deleting.set('')
  async function drop() {
    for (const turn of Object.keys(chat?.turns ?? {})) stop(turn)
    close()
    if (at === `/c/${id}`) navigate('/')
    await remove(id)
  }
  if (!chat) return null
  return (
    <Sheet title={t('Delete this chat?')} onClose={close}>
      <p className="item-wrap">{chat.title}</p>
      <p className="note">{t('It is on this device only, so nobody can bring it back. What you gave of it stays.')}</p>
      <div className="stack-tight">
        <button type="button" className="btn btn-danger-main btn-wide" onClick={() => void drop()}>
          {t('Delete')}
        </button>
        <button type="button" className="btn btn-bare btn-wide" onClick={close}>
          {t('Cancel')}
        </button>
      </div>
    </Sheet>
  )
}
