// Brings chats with other programs: a file is read on this device, looked at, and given chat by chat.
import { PageTop } from '../frame/PageTop'
import { useFocusOnMove } from '../frame/useFocusOnMove'
import { useWords } from '../i18n'
import { useObservable } from '../parts/observable'
import { useTitle } from '../parts/useTitle'
import { ChooseChats } from './ChooseChats'
import { DropZone } from './DropZone'
import { EarnsCard } from './EarnsCard'
import { KnownExports } from './KnownExports'
import { reading } from './state/reading'

export function ImportView() {
  const { t } = useWords()
  const { phase } = useObservable(reading)
  const isIdle = phase === 'idle' || phase === 'failed'
  useTitle(t('Bring your chats'))
  useFocusOnMove(String(isIdle))
  if (!isIdle) return <ChooseChats />
  return (
    <>
      <PageTop href="/me" name={t('Me')} />
      <div className="page page-narrow">
        <div className="page-head">
          <h1>{t('Bring your chats')}</h1>
          <p className="soft">{t('Your file is read on this device. Nothing is sent until you have seen it.')}</p>
        </div>
        <DropZone />
        <KnownExports />
        <EarnsCard />
      </div>
    </>
  )
}
