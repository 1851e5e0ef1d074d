// The votes on a pair. All look the same, so that none is favoured; they open when both answers are there.
import { useEffect } from 'react'
import { usePairVote } from '../../feedback/usePairVote'
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { useObservable } from '../../parts/observable'
import { resume, running, stop } from '../state/answering'
import { again } from '../state/asking'
import { update } from '../state/chats'
import { type Chat, change, type Turn } from '../state/talk'

const votes = [
  ['a', 'a', 'A is better'],
  ['b', 'b', 'B is better'],
  ['tie', 't', 'Tie'],
  ['both-bad', 'x', 'Both bad'],
] as const

interface Props {
  chat: Chat
  question: Turn
  pair: [Turn, Turn]
}

export function PairDock({ chat, question, pair }: Props) {
  const { t } = useWords()
  const { vote, isBusy, problem } = usePairVote(chat, question, pair)
  const writing = useObservable(running)
  const isWriting = pair.some((turn) => writing[turn.id] || turn.state === 'writing')
  const isWhole = pair.every((turn) => turn.content.trim() && turn.state !== 'broken' && turn.state !== 'stopped')
  const isOpen = !isWriting && isWhole
  const isReady = isOpen && !isBusy
  const half = pair.find((turn) => turn.run && turn.state === 'broken')
  const isSame = pair[0].content.trim() === pair[1].content.trim()

  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.target instanceof HTMLTextAreaElement || event.ctrlKey || event.metaKey || event.altKey) return
      const choice = votes.find(([, shortcut]) => shortcut === event.key.toLowerCase())?.[0]
      if (choice && isReady && !isSame && !document.querySelector('dialog[open]')) vote(choice)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [vote, isReady, isSame])

  // The pair ends, and the question gets one ordinary answer.
  function restart() {
    // The votes go; where a mouse is used, the message takes the focus afterwards.
    document.querySelector<HTMLElement>('.thread')?.focus()
    for (const turn of pair) {
      stop(turn.id)
      update(chat.id, (now) => change(now, turn.id, { against: undefined }))
    }
    again(chat.id, question.id)
  }

  if (problem === 'over' || (!isWriting && !isWhole))
    return (
      <div className="dock dock-wide">
        {half && (
          <button type="button" className="btn btn-wide" onClick={() => void resume(chat.id, half)}>
            <Icon name="right" />
            {t('Go on')}
          </button>
        )}
        <button type="button" className="btn btn-wide" onClick={restart}>
          {t('Ask again')}
        </button>
        <p className="dock-note">
          {problem === 'over'
            ? t('This pair is over. Your question is kept.')
            : t('One of the two answers did not come. Your question is kept.')}
        </p>
      </div>
    )
  if (isReady && isSame)
    return (
      <div className="dock dock-wide">
        <button type="button" className="btn btn-wide" onClick={() => vote('skip')}>
          {t('Go on')}
        </button>
        <p className="dock-note">{t('Both answers are the same, so there is nothing to choose.')}</p>
      </div>
    )
  return (
    <div className="dock dock-wide">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons */}
      <div className="vote" role="group" aria-label={t('Which answer is better?')}>
        {votes.map(([choice, shortcut, name]) => (
          <button
            type="button"
            className="btn btn-line"
            key={choice}
            aria-keyshortcuts={shortcut}
            // A disabled button would lose the focus while the choice is on its way.
            disabled={!isOpen}
            aria-disabled={isBusy}
            onClick={() => isReady && vote(choice)}
          >
            {t(name)}
          </button>
        ))}
        <button type="button" className="btn btn-bare" onClick={() => vote('skip')}>
          {t('Skip')}
        </button>
      </div>
      <p className="dock-note" role={problem ? 'alert' : undefined}>
        {problem
          ? t('The server does not answer, so your choice was not sent. Choose once more.')
          : t('A tie or a skip earns nothing and still helps.')}
      </p>
    </div>
  )
}
