// The states of the whole page: offline, a silent server, storage that fails, access that ended.
import { useEffect } from 'react'
import { open } from '../../connect/flow'
import { askNetwork, isReachable, network } from '../../connect/gateway'
import { isEnded } from '../../connect/sessions'
import { unkept } from '../../feedback/outbox'
import { useWords } from '../../i18n'
import { UpdateBanner } from '../../offline/UpdateBanner'
import { useOnline } from '../../offline/useOnline'
import { Banner } from '../../parts/Banner'
import { Boundary } from '../../parts/Boundary'
import { Lazy } from '../../parts/Lazy'
import { useObservable } from '../../parts/observable'
import { damaged, health } from '../../storage/database'
import { BrokenPromise } from './BrokenPromise'
import { modelSeen, sawModel } from './modelSeen'
import { ServerDown } from './ServerDown'

// Without it nothing is said; the top of the chat names the model.
const loadNewModel = () =>
  import('./NewModel').then(
    ({ NewModel }) => NewModel,
    () => () => null,
  )
const loadStorage = () => import('./StorageBanners').then(({ StorageBanners }) => StorageBanners)

export function Banners() {
  const { t } = useWords()
  const isOnline = useOnline()
  const reachable = useObservable(isReachable)
  const ended = useObservable(isEnded)
  const store = useObservable(health)
  const broken = useObservable(damaged)
  const lost = useObservable(unkept)
  const seen = useObservable(modelSeen)
  const served = useObservable(network)?.served.model ?? 0
  useEffect(() => {
    // Whoever is new here, or at another network's page, is told of no change.
    if (served > 0 && (seen === 0 || served < seen)) sawModel(served)
  }, [served, seen])
  useEffect(() => {
    // A part of the page that does not load is a sign that the server is away.
    const look = () => void askNetwork().catch(() => undefined)
    addEventListener('vite:preloadError', look)
    return () => removeEventListener('vite:preloadError', look)
  }, [])
  return (
    <>
      {!isOnline && (
        <Banner icon="offline">{t('You are offline. You can read and write; we send when you are back.')}</Banner>
      )}
      {isOnline && !reachable && <ServerDown />}
      <UpdateBanner />
      <BrokenPromise />
      {seen > 0 && served > seen && <Lazy key={served} load={loadNewModel} props={{ version: served }} isQuiet />}
      {ended && (
        <Banner
          icon="info"
          tone="bad"
          action={
            <button type="button" className="btn" onClick={() => open({ name: 'paid' })}>
              {t('Allow again')}
            </button>
          }
        >
          {t('This device may no longer send for you. Your text is kept.')}
        </Banner>
      )}
      {(store !== 'good' || lost.length > 0 || broken.length > 0) && (
        <Boundary>
          <Lazy load={loadStorage} isQuiet />
        </Boundary>
      )}
    </>
  )
}
