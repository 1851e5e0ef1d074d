// What was found in the file: progress, the chats to choose from, and what is left out.
import { PageTop } from '../frame/PageTop'
import { useWords } from '../i18n'
import { useObservable } from '../parts/observable'
import { EarnsCard } from './EarnsCard'
import { LeftOutCard } from './LeftOutCard'
import { PickList } from './PickList'
import { ReadingCard } from './ReadingCard'
import { reading } from './state/reading'

export function ChooseChats() {
  const { t } = useWords()
  const now = useObservable(reading)
  return (
    <>
      <PageTop href="/me" name={t('Me')} />
      <div className="page page-split">
        <div className="page-head">
          <h1>{t('Choose what to give')}</h1>
        </div>
        <div className="stack stack-wide">
          <ReadingCard now={now} />
          <PickList now={now} />
        </div>
        <div className="stack">
          <LeftOutCard now={now} />
          <EarnsCard />
        </div>
      </div>
    </>
  )
}
