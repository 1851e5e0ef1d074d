// What can be done, and what it typically pays. Unknown is said, and is no zero.
import type { Task, TypicalPay } from '@kula/client'
import { useLocation } from 'wouter'
import { useWords } from '../i18n'
import { kula } from '../parts/amounts'
import { Icon } from '../parts/Icon'
import { jobs } from './kinds'
import { startTask } from './startTask'
import { typicalOf } from './typical'

interface Props {
  tasks: Task[]
  typical: TypicalPay[]
  language: string | null
  /** How many tasks of a kind are open; null if the gateway does not say. */
  openOf: (kind: Task['kind']) => number | null
}

const ORDER = ['pair', 'correct', 'answer'] as const

export function PayList({ tasks, typical, language, openOf }: Props) {
  const { t, locale } = useWords()
  const [, navigate] = useLocation()
  // A kind that this gateway has no task of is not offered. Every answer of a chat can be rated.
  const kinds = [...ORDER.filter((kind) => tasks.some((task) => task.kind === kind)), 'rate' as const]
  function begin(kind: (typeof kinds)[number]) {
    const task = tasks.find((one) => one.kind === kind)
    navigate(task ? `/c/${startTask(task)}` : '/')
  }
  return (
    <section className="stack-tight" aria-labelledby="pays">
      <h2 id="pays">{t('What pays now')}</h2>
      <ul className="list">
        {kinds.map((kind) => {
          const job = jobs[kind]
          const amount = typicalOf(typical, job.record, language)
          const open = kind === 'rate' ? null : openOf(kind)
          return (
            <li key={kind}>
              <button type="button" className="item item-button" onClick={() => begin(kind)}>
                <span className="badge badge-accent">
                  <Icon name={job.icon} />
                </span>
                <span>
                  <b className="item-wrap">{t(job.name)}</b>
                  <span className="note item-wrap">{t(job.line)}</span>
                  <span className="item-meta num">
                    <span>{t(job.time)}</span>
                    {open !== null && <span>{t('{n} open', { n: new Intl.NumberFormat(locale).format(open) })}</span>}
                  </span>
                </span>
                <span className="item-end">
                  {amount === null ? (
                    <span className="note">{t('Not known yet')}</span>
                  ) : (
                    <>
                      <b className="num">{t('{amount} KULA', { amount: kula(amount, locale) })}</b>
                      <span className="note item-wrap">{t('typical')}</span>
                    </>
                  )}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      <p className="note">
        {t(
          'Typical: the middle of what such records earned in the last 7 days in this language. It is not a promise. The score decides.',
        )}
      </p>
    </section>
  )
}
