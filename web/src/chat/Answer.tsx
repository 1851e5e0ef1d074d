// One answer of the model: thumbs with reasons, and a correction.
import { useState } from 'react'
import { type Content, correction, type Message, rating } from '../content'
import type { Words } from '../words'
import { Reasons } from './Reasons'

interface Props {
  talk: Message[]
  send: (content: Content) => Promise<void>
  words: Words
}

export function Answer({ talk, send, words }: Props) {
  const answer = talk.at(-1)?.content ?? ''
  const [draft, setDraft] = useState<string | null>(null)
  const [reasons, setReasons] = useState<string[]>([])
  async function rate(value: 1 | -1) {
    await send(rating(talk, value, reasons))
    setReasons([])
  }
  async function save() {
    await send(correction(talk, draft ?? ''))
    setDraft(null)
  }
  return (
    <>
      {answer}
      {draft === null ? (
        <>
          <div className="row">
            <button type="button" aria-label={words.good} onClick={() => rate(1)}>
              <Thumb />
            </button>
            <button type="button" aria-label={words.bad} onClick={() => rate(-1)}>
              <Thumb down />
            </button>
            <button type="button" className="plain" onClick={() => setDraft(answer)}>
              {words.edit}
            </button>
          </div>
          <Reasons ticked={reasons} onTick={setReasons} words={words} />
        </>
      ) : (
        <div>
          <textarea aria-label={words.edit} rows={4} value={draft} onChange={(event) => setDraft(event.target.value)} />
          <div className="row">
            <button type="button" disabled={!draft.trim() || draft === answer} onClick={save}>
              {words.save}
            </button>
            <button type="button" className="plain" onClick={() => setDraft(null)}>
              {words.cancel}
            </button>
          </div>
        </div>
      )}
    </>
  )
}

// Drawn, because not every machine has a font with the two signs.
function Thumb({ down = false }: { down?: boolean }) {
  return (
    <svg aria-hidden="true" width="18" height="18" viewBox="0 0 24 24" className={down ? 'down' : undefined}>
      <path
        fill="currentColor"
        d="M2 10h4v11H2zm6 10V9.6L13.2 2l1.3.6c.6.3.9 1 .7 1.7L14.2 9H21a2 2 0 0 1 1.9 2.5l-2 8A2 2 0 0 1 19 21H9z"
      />
    </svg>
  )
}
