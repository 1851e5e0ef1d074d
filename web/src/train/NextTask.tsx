// The task that comes next.
import type { Task } from '@kula/client'
import { useLocation } from 'wouter'
import { useWords } from '../i18n'
import { kula } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { jobs } from './kinds'
import { startTask } from './startTask'

const SHOWN = 240

export function NextTask({ task, typical, onSkip }: { task: Task; typical: string | null; onSkip?: () => void }) {
  const { t, locale } = useWords()
  const [, navigate] = useLocation()
  const job = jobs[task.kind]
  const question = task.messages.filter(({ role }) => role === 'user').at(-1)?.content ?? ''
  const letters = [...question]
  const short = letters.length > SHOWN ? `${letters.slice(0, SHOWN).join('')}…` : question
  const pay = typical === null ? '' : ` · ${t('typical {amount} KULA', { amount: kula(typical, locale) })}`
  return (
    <section className="card" aria-labelledby="next">
      <div className="row">
        <span className="badge badge-accent">
          <Icon name={job.icon} />
        </span>
        <h2 id="next">{t('Next for you')}</h2>
      </div>
      <p className="quote plain-text">{short}</p>
      <div className="row row-wide">
        <button type="button" className="btn btn-main" onClick={() => navigate(`/c/${startTask(task)}`)}>
          {t(job.name)}
        </button>
        {onSkip && (
          <button type="button" className="btn btn-bare" onClick={onSkip}>
            {t('Another one')}
          </button>
        )}
        <span className="note num">
          {t(job.time)}
          {pay}
        </span>
      </div>
    </section>
  )
}
