// One answer of a pair.
import { useWords } from '../../i18n'
import { Icon } from '../../parts/Icon'
import { Markdown } from '../markdown/Markdown'
import { problemWords } from '../problemWords'
import type { Turn } from '../state/talk'
import { Waiting } from '../Waiting'

interface Props {
  turn: Turn
  letter: string
  name: string
}

export function PairSide({ turn, letter, name }: Props) {
  const { t } = useWords()
  return (
    <section className="side-answer" aria-label={name}>
      <div className="side-head-row">
        <span className="letter" aria-hidden="true">
          {letter}
        </span>
        <span className="note">{t('Model hidden until you choose')}</span>
      </div>
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
