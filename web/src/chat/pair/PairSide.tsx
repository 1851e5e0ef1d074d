// One answer of a pair.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { Waiting } from '../answer/Waiting'
import { Markdown } from '../markdown/Markdown'
import { problemWords } from '../problemWords'
import type { Turn } from '../state/talk'
import { SideHead } from './SideHead'

interface Props {
  turn: Turn
  letter: string
  name: string
}

export function PairSide({ turn, letter, name }: Props) {
  const { t } = useWords()
  const isChosen = turn.reveal?.outcome === letter.toLowerCase()
  return (
    <section className={isChosen ? 'side-answer is-chosen' : 'side-answer'} aria-label={name}>
      <SideHead turn={turn} letter={letter} />
      <div className={turn.state === 'writing' && turn.content ? 'prose caret' : 'prose'}>
        {turn.content ? <Markdown text={turn.content} /> : turn.state === 'writing' && <Waiting turn={turn} />}
        {turn.state === 'broken' && (
          <p className="state state-wait">
            <Icon name="offline" />
            {t(turn.problem ? problemWords(turn.problem) : 'Broken off')}
          </p>
        )}
      </div>
    </section>
  )
}
