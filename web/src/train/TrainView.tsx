// Things to do for the model, and what they typically pay.
import { Problem } from '@kula/client'
import { useState } from 'react'
import { network } from '../connect/gateway'
import { offerAccount } from '../connect/offer'
import { session } from '../connect/sessions'
import { useWords } from '../i18n'
import { AskAgain } from '../parts/AskAgain'
import { Empty } from '../parts/Empty'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { jobs } from './kinds'
import { NextTask } from './NextTask'
import { PayList } from './PayList'
import { RoundCard } from './RoundCard'
import { languageName, languagesOf, typicalOf } from './typical'
import { useTasks } from './useTasks'

export function TrainView() {
  const { t } = useWords()
  const owner = useObservable(session)
  const typical = useObservable(network)?.typical ?? []
  const { asked, tasks, openOf } = useTasks()
  const [wanted, setLanguage] = useState<string | null>(null)
  const [skipped, skip] = useState(0)
  const languages = languagesOf(typical)
  const language = wanted ?? null
  const next = tasks[tasks.length > 0 ? skipped % tasks.length : 0]
  useTitle(t('Help train'))
  // The gateway has ended this device's key, or does not know it: what helps is another approval.
  const isUnknown = asked.error instanceof Problem && asked.error.slug === 'unknown-grant'
  return (
    <div className="page page-split">
      <div className="page-head">
        <h1>{t('Help train')}</h1>
        {languages.length > 1 && (
          // biome-ignore lint/a11y/useSemanticElements: a group of filters
          <div className="chips" role="group" aria-label={t('Language')}>
            <button type="button" className="chip" aria-pressed={language === null} onClick={() => setLanguage(null)}>
              {t('All')}
            </button>
            {languages.map((code) => (
              <button
                type="button"
                className="chip"
                key={code}
                lang={code}
                aria-pressed={language === code}
                onClick={() => setLanguage(code)}
              >
                {languageName(code)}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="stack stack-wide">
        {(!owner || isUnknown) && (
          <Empty
            icon="train"
            title={t('Tasks are for people with an account')}
            line={t('So nobody else gets a task while you hold it, and you are paid for it.')}
            action={
              <button type="button" className="btn btn-main" onClick={() => offerAccount(true)}>
                {t('Get paid for feedback')}
              </button>
            }
          />
        )}
        {owner && asked.isError && !isUnknown && (
          <AskAgain line={t('Not known right now')} onAsk={() => void asked.refetch()} />
        )}
        {owner && asked.isSuccess && !next && (
          <Empty
            icon="train"
            title={t('Nothing to do right now')}
            line={t(
              'New tasks come with each dataset. Meanwhile, every answer in your chats can be rated or corrected.',
            )}
          />
        )}
        {next && (
          <NextTask
            key={next.task}
            task={next}
            typical={typicalOf(typical, jobs[next.kind].record, language)}
            {...(tasks.length > 1 ? { onSkip: () => skip(skipped + 1) } : {})}
          />
        )}
        <PayList tasks={tasks} typical={typical} language={language} openOf={openOf} />
      </div>
      <RoundCard />
    </div>
  )
}
