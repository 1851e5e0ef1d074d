// The conversation: streaming answers, two at a time if wanted, each of them ready to be rated or corrected.
import { useState } from 'react'
import { streamChat } from '../actions/streamChat'
import type { Network } from '../api'
import { conversation, type Message, type Outcome, preference } from '../content'
import { problemText } from '../problems'
import type { Session } from '../session'
import type { Words } from '../words'
import { Answer } from './Answer'
import { useContribute } from './useContribute'

interface Props {
  network: Network
  session: Session
  words: Words
}

export function Chat({ network, session, words }: Props) {
  const [messages, setMessages] = useState<Message[]>([])
  const [text, setText] = useState('')
  const [two, setTwo] = useState(false)
  const [drafts, setDrafts] = useState<string[]>([])
  const [pair, setPair] = useState<Message[]>([])
  const { send, note, setNote } = useContribute(network, session, words)
  const busy = drafts.length > 0

  async function ask(event: React.FormEvent) {
    event.preventDefault()
    const asked: Message[] = [...messages, { role: 'user', content: text.trim() }]
    setMessages(asked)
    setText('')
    const wanted = two ? 2 : 1
    setDrafts(Array(wanted).fill(''))
    try {
      const answers: Message[] = []
      for (let place = 0; place < wanted; place++) {
        const onPiece = (piece: string) => setDrafts((all) => all.map((draft, i) => (i === place ? piece : draft)))
        const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 1
        const more = wanted === 2 ? { temperature: 0.3 + 0.6 * place, seed: seed % 2 ** 31 } : {}
        answers.push(await streamChat({ messages: asked, key: session.account.address, onPiece, ...more }))
      }
      if (answers.length === 2) setPair(answers)
      else setMessages([...asked, ...answers])
    } catch (error) {
      setNote(problemText(error, words))
    } finally {
      setDrafts([])
    }
  }

  async function choose(outcome: Outcome) {
    const [a, b] = pair as [Message, Message]
    await send(preference(messages, a, b, outcome))
    setPair([])
    if (outcome === 'both-bad') {
      // The question returns to its box, to be asked anew.
      setText(messages.at(-1)?.content ?? '')
      setMessages(messages.slice(0, -1))
    } else setMessages([...messages, outcome === 'b' ? b : a])
  }

  return (
    <section aria-labelledby="chat">
      <h2 id="chat">{words.chat}</h2>
      <ol className="talk">
        {messages.map((message, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a conversation only grows at its end
          <li key={`${place}-${message.role}`} className={message.role}>
            {message.role === 'user' ? (
              message.content
            ) : (
              <Answer talk={messages.slice(0, place + 1)} send={send} words={words} />
            )}
          </li>
        ))}
        {drafts.map((draft, place) => (
          <li key={`draft-${place === 0 ? 'a' : 'b'}`} className="assistant">
            {draft || words.thinking}
          </li>
        ))}
        {pair.map((message, place) => (
          <li key={`pair-${message.content}`} className="assistant">
            {message.content}
            <div className="row">
              <button type="button" onClick={() => choose(place === 0 ? 'a' : 'b')}>
                {words.choose}
              </button>
            </div>
          </li>
        ))}
      </ol>
      {pair.length > 0 && (
        <div className="row">
          <button type="button" onClick={() => choose('tie')}>
            {words.tie}
          </button>
          <button type="button" onClick={() => choose('both-bad')}>
            {words.bothBad}
          </button>
        </div>
      )}
      <form onSubmit={ask}>
        <label htmlFor="ask">{words.ask}</label>
        <textarea id="ask" rows={2} value={text} onChange={(event) => setText(event.target.value)} />
        <div className="row">
          <button type="submit" disabled={busy || pair.length > 0 || !text.trim()}>
            {words.send}
          </button>
          <label className="check">
            <input type="checkbox" checked={two} onChange={(event) => setTwo(event.target.checked)} />{' '}
            {words.twoAnswers}
          </label>
          {messages.length > 1 && !busy && (
            <>
              <button type="button" className="plain" onClick={() => send(conversation(messages))}>
                {words.give}
              </button>
              <button type="button" className="plain" onClick={() => setMessages([])}>
                {words.fresh}
              </button>
            </>
          )}
        </div>
      </form>
      <p role="status">{note}</p>
    </section>
  )
}
