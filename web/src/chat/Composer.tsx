// Where a question is written. Enter sends, but not while an input method composes; Escape stops the answer.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWords } from '../i18n'
import { useOnline } from '../offline/useOnline'
import { Banner } from '../parts/Banner'
import { IconButton } from '../parts/IconButton'
import { useObservable } from '../parts/observable'
import { takeShell } from './shellText'
import { running, stop } from './state/answering'
import { keepDraft } from './state/draftChat'
import { editLast } from './state/editing'
import { type Chat, messages, path } from './state/talk'

interface Props {
  chat: Chat
  isFirst: boolean
  onSend: (text: string, isPair: boolean, isFresh?: boolean) => void
}

const MOST = 16_000

export function Composer({ chat, isFirst, onSend }: Props) {
  const { t } = useWords()
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(chat.draft)
  const [isPair, setPair] = useState(false)
  const isOnline = useOnline()
  const answering = Object.keys(useObservable(running)).filter((id) => chat.turns[id])
  const isBusy = answering.length > 0
  const length = text.length + messages(path(chat)).reduce((sum, { content }) => sum + content.length, 0)
  const isTooLong = text.trim() !== '' && length > MOST

  useLayoutEffect(() => {
    const shell = takeShell()
    if (shell.text) setText(shell.text)
    if (shell.isFocused) box.current?.focus()
  }, [])

  useEffect(() => {
    // On phones the keyboard would cover the page.
    if (matchMedia('(pointer: fine)').matches) box.current?.focus()
  }, [])

  // A draft that comes out of the database after the first picture.
  const draft = chat.draft
  useEffect(() => {
    setText((now) => now || draft)
  }, [draft])

  function type(next: string) {
    setText(next)
    keepDraft(chat.id, next)
  }

  function send(isFresh = false) {
    if (!text.trim() || isBusy || (isTooLong && !isFresh)) return
    onSend(text, isPair, isFresh)
    setText('')
    box.current?.focus()
  }

  function halt() {
    for (const id of answering) stop(id)
    box.current?.focus()
  }

  function press(event: KeyboardEvent) {
    // Safari ends the composition before the key: its code 229 still tells.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && isBusy) halt()
    else if (event.key === 'ArrowUp' && !text && editLast(chat)) event.preventDefault()
  }

  return (
    <>
      {isTooLong && (
        <Banner
          icon="alert"
          tone="bad"
          round
          action={
            text.length <= MOST && (
              <button type="button" className="btn" onClick={() => send(true)}>
                {t('Ask in a new chat')}
              </button>
            )
          }
        >
          {t(
            'This is too long for the model: {n} characters with the chat, at most {most}. Your text is still in the box.',
            { n: length, most: MOST },
          )}
        </Banner>
      )}
      <div className="composer">
        <IconButton
          icon="compare"
          name={t('Answer twice, and I choose')}
          aria-pressed={isPair}
          onClick={() => setPair(!isPair)}
        />
        <textarea
          ref={box}
          id="message"
          dir="auto"
          rows={1}
          aria-label={t('Message')}
          placeholder={t('Ask anything')}
          value={text}
          enterKeyHint="send"
          onChange={(event) => type(event.target.value)}
          onKeyDown={press}
        />
        {isBusy ? (
          <IconButton icon="stop" name={t('Stop')} className="halt" onClick={halt} />
        ) : (
          <IconButton
            icon="send"
            name={t('Send')}
            className="go"
            disabled={!text.trim() || isTooLong}
            onClick={() => send()}
          />
        )}
      </div>
      {isBusy && <p className="dock-note only-desk">{t('Esc stops the answer')}</p>}
      {!isOnline && !isFirst && <p className="dock-note">{t('Will be sent when you are back online.')}</p>}
    </>
  )
}
