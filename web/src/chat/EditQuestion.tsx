// The form that edits a question.
import { type FormEvent, useEffect, useRef } from 'react'
import { useWords } from '../i18n'
import { edit } from './state/asking'
import { endEdit, writeEdit } from './state/editing'
import type { Chat, Turn } from './state/talk'

interface Props {
  chat: Chat
  turn: Turn
  draft: string
  onEnd: () => void
}

export function EditQuestion({ chat, turn, draft, onEnd }: Props) {
  const { t } = useWords()
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  function submit(event: FormEvent) {
    event.preventDefault()
    edit(chat.id, turn, draft)
    document.querySelector<HTMLElement>('#message')?.focus()
  }
  function cancel() {
    endEdit(chat, turn)
    onEnd()
  }
  return (
    <form className="editor" aria-label={t('Edit your message')} onSubmit={submit}>
      <textarea
        ref={box}
        className="input input-short"
        rows={2}
        dir="auto"
        aria-label={t('Your message')}
        value={draft}
        onChange={(event) => writeEdit(chat, turn, event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && cancel()}
      />
      <div className="row">
        <button type="submit" className="btn btn-main" disabled={!draft.trim()}>
          {t('Ask again')}
        </button>
        <button type="button" className="btn btn-bare" onClick={cancel}>
          {t('Cancel')}
        </button>
        <span className="note">{t('The first answer is kept; ‹ › switches between them.')}</span>
      </div>
    </form>
  )
}
