// How far the file is read, with pause and an end. Progress is said each 10 %.
import { useWords } from '../i18n'
import { cancel, pause, type Reading, resume } from './state/reading'

const MEGA = 1e6

export function ReadingCard({ now }: { now: Reading }) {
  const { t } = useWords()
  const { phase, name, read, size } = now
  const found = Object.keys(now.chats).length
  const share = size > 0 ? Math.min(1, read / size) : 1
  const isDone = phase === 'done'
  const megabytes = (bytes: number) => Math.max(0.1, Math.round((bytes / MEGA) * 10) / 10)
  const counts = [
    (found > 0 || now.given === 0) && t('{n, plural, one {# chat} other {# chats}} can be given', { n: found }),
    now.given > 0 && t('{n, plural, one {# record} other {# records}} on the way', { n: now.given }),
  ]
  return (
    <section className="card" aria-labelledby="prog">
      <div className="card-head">
        <h2 id="prog">{isDone ? t('{name} is read', { name }) : t('Reading {name}', { name })}</h2>
        <span className="note num">{t('{read} of {size} MB', { read: megabytes(read), size: megabytes(size) })}</span>
      </div>
      <progress max={1} value={share} aria-labelledby="prog" />
      <p className="hidden" role="status">
        {isDone ? t('{name} is read', { name }) : t('{n} % read', { n: Math.floor(share * 10) * 10 })}
      </p>
      {phase === 'full' && (
        <p className="note">{t('This is much at once. Give these or leave them out; then the reading goes on.')}</p>
      )}
      <div className="row">
        <span className="note num">{counts.filter(Boolean).join(' · ')}</span>
        <span className="push row">
          {phase === 'reading' && (
            <button type="button" className="btn btn-bare" onClick={pause}>
              {t('Pause')}
            </button>
          )}
          {phase === 'paused' && (
            <button type="button" className="btn btn-bare" onClick={resume}>
              {t('Go on')}
            </button>
          )}
          <button type="button" className="btn btn-bare" onClick={cancel}>
            {isDone ? t('Another file') : t('Cancel')}
          </button>
        </span>
      </div>
    </section>
  )
}
