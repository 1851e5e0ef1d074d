// The states of the whole page: offline, a silent server, storage that refuses, access that ended.
import { useEffect, useState } from 'react'
import { open } from '../connect/flow'
import { askNetwork, isReachable } from '../connect/gateway'
import { isEnded } from '../connect/sessions'
import { outbox, unkept } from '../feedback/outbox'
import { useWords } from '../i18n'
import { exportText } from '../me/data/exporting'
import { UpdateBanner } from '../offline/UpdateBanner'
import { Banner } from '../parts/Banner'
import { download } from '../parts/download'
import { useObservable } from '../parts/observable'
import { useOnline } from '../parts/useOnline'
import { damaged, health } from '../storage/database'
import { BrokenPromise } from './BrokenPromise'

const EVERY = 15

export function Banners() {
  const { t } = useWords()
  const isOnline = useOnline()
  const reachable = useObservable(isReachable)
  const ended = useObservable(isEnded)
  const store = useObservable(health)
  const broken = useObservable(damaged)
  const lost = useObservable(unkept)
  const [isDismissed, dismiss] = useState(false)
  return (
    <>
      {!isOnline && (
        <Banner icon="offline">{t('You are offline. You can read and write; we send when you are back.')}</Banner>
      )}
      {isOnline && !reachable && <ServerDown />}
      <UpdateBanner />
      <BrokenPromise />
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
          {t('This device may no longer send for you; you ended it on another one. Your text is kept.')}
        </Banner>
      )}
      {store === 'refused' && !isDismissed && (
        <Banner
          icon="info"
          action={
            <>
              <button
                type="button"
                className="btn"
                onClick={() => void exportText().then((text) => download('kula.json', text))}
              >
                {t('Save as file')}
              </button>
              <button type="button" className="btn" onClick={() => dismiss(true)}>
                {t('Close')}
              </button>
            </>
          }
        >
          {t('This browser keeps nothing for us. Chat works; it is gone when you close the tab.')}
        </Banner>
      )}
      {lost.length > 0 && <UnkeptReceipt ids={lost} />}
      {broken.length > 0 && (
        <Banner
          icon="alert"
          action={
            <button type="button" className="btn" onClick={() => download('kula-damaged.json', JSON.stringify(broken))}>
              {t('Download them')}
            </button>
          }
        >
          {t('Some saved chats cannot be read. We set them aside and changed nothing.')}
        </Banner>
      )}
    </>
  )
}

function UnkeptReceipt({ ids }: { ids: string[] }) {
  const { t } = useWords()
  function save() {
    download(
      'kula-receipts.json',
      JSON.stringify(
        ids.map((id) => outbox.get()[id]),
        null,
        1,
      ),
    )
    unkept.set([])
  }
  return (
    <Banner
      icon="alert"
      action={
        <button type="button" className="btn" onClick={save}>
          {t('Save receipt as file')}
        </button>
      }
    >
      {t('This device is full. Your record was sent; its receipt was not saved.')}
    </Banner>
  )
}

function ServerDown() {
  const { t } = useWords()
  const [left, setLeft] = useState(EVERY)
  useEffect(() => {
    const timer = setInterval(() => setLeft((now) => now - 1), 1_000)
    return () => clearInterval(timer)
  }, [])
  useEffect(() => {
    if (left > 0) return
    setLeft(EVERY)
    void askNetwork().catch(() => undefined)
  }, [left])
  return (
    <Banner
      icon="alert"
      action={
        <button type="button" className="btn" onClick={() => setLeft(0)}>
          {t('Try now')}
        </button>
      }
    >
      {t('The server does not answer. Your text is kept.')}{' '}
      <span aria-hidden="true">{t('We try again in {n} s.', { n: Math.max(0, left) })}</span>
    </Banner>
  )
}
