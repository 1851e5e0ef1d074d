// The talk. New text pushes the view down only while the reader is at the end.
import { type KeyboardEvent, useRef } from 'react'
import { useWords } from '../i18n'
import { Lazy } from '../parts/Lazy'
import { Answer } from './answer/Answer'
import { Question } from './Question'
import { type Chat, revealedPair, type Turn } from './state/talk'
import { undecided } from './state/undecided'

const loadPair = () => import('./pair/PairView').then(({ PairView }) => PairView)

export function Thread({ chat, turns }: { chat: Chat; turns: Turn[] }) {
  const { t } = useWords()
  const list = useRef<HTMLOListElement>(null)
  const pair = undecided(chat)
  const decided = pair ? null : revealedPair(chat, turns.at(-1))
  const shown = pair ? turns.slice(0, turns.indexOf(pair.question) + 1) : decided ? turns.slice(0, -1) : turns

  // Alt with an arrow moves between the answers.
  function move(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!event.altKey || !step) return
    const answers = [...(list.current?.querySelectorAll<HTMLElement>('li.answer') ?? [])]
    const at = answers.findIndex((answer) => answer.contains(document.activeElement))
    const next = answers[at < 0 ? (step < 0 ? answers.length - 1 : 0) : at + step]
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="thread" tabIndex={0} aria-label={t('Conversation')} onKeyDown={move}>
      <ol className={pair || decided ? 'talk talk-wide' : 'talk'} ref={list}>
        {!pair && !decided && (
          <li className="hidden">
            <h1>{chat.title}</h1>
          </li>
        )}
        {shown.map((turn) =>
          turn.role === 'user' ? (
            <Question key={turn.id} chat={chat} turn={turn} />
          ) : (
            <Answer key={turn.id} chat={chat} turn={turn} />
          ),
        )}
        {pair && <Lazy key={pair.question.id} load={loadPair} props={{ pair: pair.pair }} isQuiet />}
        {decided && <Lazy key={decided[0].id} load={loadPair} props={{ pair: decided, isDecided: true }} isQuiet />}
      </ol>
    </section>
  )
}
