// What this device could not keep, and how to save it.
import { useState } from 'react'
import { unkept } from '../../feedback/outbox'
import { useWords } from '../../i18n'
import { exportText } from '../../me/data/exporting'
import { Banner } from '../../parts/Banner'
import { download } from '../../parts/download'
import { useObservable } from '../../parts/observable'
import { damaged, health } from '../../storage/database'
import { UnkeptReceipt } from './UnkeptReceipt'

export function StorageBanners() {
  const { t } = useWords()
  const store = useObservable(health)
  const broken = useObservable(damaged)
  const lost = useObservable(unkept)
  const [isDismissed, dismiss] = useState(false)
  return (
    <>
      {store !== 'good' && lost.length === 0 && !isDismissed && (
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
          {store === 'full'
            ? t('This device is full. What you write now is gone when you close the tab.')
            : t('This browser keeps nothing for us. Chat works; it is gone when you close the tab.')}
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
