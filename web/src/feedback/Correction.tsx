// The editor that corrects an answer. It shows what changes, and its text is kept as it is written.
import { type FormEvent, useEffect, useRef } from 'react'
import { correct } from '../chat/state/asking'
import { endEdit, writeEdit } from '../chat/state/editing'
import { type Chat, pathTo, type Turn } from '../chat/state/talk'
import { guestKeyNeeded, offerAccount } from '../connect/offer'
import { useWords } from '../i18n'
import { Lazy } from '../parts/Lazy'
import { giveCorrection } from './opinions'
import { isPersonal } from './preview/isPersonal'
import { preview } from './preview/preview'

// Without it the correction can be written all the same.
const loadChanges = () =>
  import('./Changes').then(
    ({ Changes }) => Changes,
    () => () => null,
  )

interface Props {
  chat: Chat
  turn: Turn
  draft: string
}

export function Correction({ chat, turn, draft }: Props) {
  const { t } = useWords()
  const box = useRef<HTMLTextAreaElement>(null)
  const isChanged = draft.trim() !== '' && draft.trim() !== turn.content.trim()
  useEffect(() => box.current?.focus(), [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (await isPersonal([...pathTo(chat, turn.id).map((one) => one.content), draft])) {
      preview.set({ kind: 'correction', chat, turn, text: draft })
      return
    }
    await giveCorrection(chat, turn, draft)
    correct(chat.id, turn, draft)
    if (guestKeyNeeded()) offerAccount()
    else document.querySelector<HTMLElement>('#message')?.focus()
  }
  function cancel() {
    endEdit(chat, turn)
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-correct="${turn.id}"]`)?.focus())
  }
  return (
    <form className="editor" aria-label={t('Correct the answer')} onSubmit={(event) => void submit(event)}>
      <div className="field">
        <label htmlFor={`fix-${turn.id}`}>{t('Your correction')}</label>
        <textarea
          ref={box}
          className="input"
          id={`fix-${turn.id}`}
          rows={8}
          dir="auto"
          value={draft}
          onChange={(event) => writeEdit(chat, turn, event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && cancel()}
        />
      </div>
      {isChanged && <Lazy load={loadChanges} props={{ before: turn.content, after: draft }} isQuiet />}
      {!turn.answer && <p className="note">{t('Kula did not sign this answer, so what you give here counts half.')}</p>}
      <p className="note">{t('The chat goes on from your text. The draft is saved on this device.')}</p>
      <div className="row">
        <button type="submit" className="btn btn-main" disabled={!isChanged}>
          {t('Send correction')}
        </button>
        <button type="button" className="btn btn-bare" onClick={cancel}>
          {t('Cancel')}
        </button>
      </div>
    </form>
  )
}
