// One answer of the model: thumbs, and a correction.
import { useState } from 'react'
import { type Content, correction, type Message, rating } from '../content'
import type { Words } from '../words'

interface Props {
  talk: Message[]
  send: (content: Content) => Promise<void>
  words: Words
}

export function Answer({ talk, send, words }: Props) {
  const answer = talk.at(-1)?.content ?? ''
  const [draft, setDraft] = useState<string | null>(null)
  async function save() {
    await send(correction(talk, draft ?? ''))
    setDraft(null)
  }
  return (
    <>
      {answer}
      {draft === null ? (
        <div className="row">
          <button type="button" aria-label={words.good} onClick={() => send(rating(talk, 1))}>
            👍
          </button>
          <button type="button" aria-label={words.bad} onClick={() => send(rating(talk, -1))}>
            👎
          </button>
          <button type="button" className="plain" onClick={() => setDraft(answer)}>
            {words.edit}
          </button>
        </div>
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
