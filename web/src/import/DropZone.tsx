// Where a file is dropped, or chosen by a button. It says why a file could not be read.
import { type DragEvent, useRef, useState } from 'react'
import { useWords } from '../i18n'
import { Banner } from '../parts/Banner'
import { Icon } from '../parts/Icon'
import { useObservable } from '../parts/observable'
import { problemWords } from './leftOutWords'
import { read, reading } from './state/reading'

export function DropZone() {
  const { t } = useWords()
  const { phase, problem, name } = useObservable(reading)
  const [isOver, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const take = (file: File | undefined) => file && void read(file)
  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files[0])
  }
  return (
    <section
      className={isOver ? 'drop drop-over' : 'drop'}
      aria-label={t('Add a file')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" className="welcome-mark soft" />
      <p>{t('Drop a ZIP, JSON or JSONL here')}</p>
      <button type="button" className="btn btn-main" onClick={() => input.current?.click()}>
        {t('Choose a file')}
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,.json,.jsonl,.ndjson,.gz"
        hidden
        aria-label={t('Choose a file')}
        onChange={(event) => take(event.target.files?.[0])}
      />
      <p className="note">{t('Up to 1 GB')}</p>
      {phase === 'failed' && (
        <Banner icon="alert" tone="bad" round>
          {t('{name} cannot be read.', { name })} {t(problemWords(problem))}
        </Banner>
      )}
    </section>
  )
}
