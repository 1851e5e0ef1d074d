// The server does not answer: says when it is asked again.
import { useEffect, useState } from 'react'
import { askNetwork } from '../../connect/gateway'
import { useWords } from '../../i18n'
import { Banner } from '../../parts/Banner'

const EVERY = 15

export function ServerDown() {
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
