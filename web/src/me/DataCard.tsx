// What is mine on this device: save all of it, take it back, leave.
import { useRef, useState } from 'react'
import type { Session } from '../connect/sessions'
import { useWords } from '../i18n'
import { download } from '../parts/download'
import { Icon } from '../parts/Icon'
import { exportText, importText } from './exporting'
import { SignOutSheet } from './SignOutSheet'

export function DataCard({ owner }: { owner: Session | null }) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [said, say] = useState('')
  const [isLeaving, setLeaving] = useState(false)
  async function take(file: File | undefined) {
    if (!file) return
    const taken = await importText(await file.text())
    say(
      taken
        ? t('{chats} chats and {records} records added.', taken)
        : t('This file is no export of Kula. Nothing has changed.'),
    )
  }
  return (
    <section className="card" aria-labelledby="data">
      <h2 id="data">{t('Your data')}</h2>
      <ul className="list">
        <li>
          <button
            type="button"
            className="item item-button"
            onClick={() => void exportText().then((text) => download('kula-export.json', text))}
          >
            <span className="badge">
              <Icon name="download" />
            </span>
            <span>
              <span className="item-wrap">{t('Export everything')}</span>
              <span className="note item-wrap">{t('Chats, records, receipts and their words')}</span>
            </span>
            <Icon name="right" className="soft" />
          </button>
        </li>
        <li>
          <button type="button" className="item item-button" onClick={() => input.current?.click()}>
            <span className="badge">
              <Icon name="upload" />
            </span>
            <span>
              <span className="item-wrap">{t('Bring back an export')}</span>
              <span className="note item-wrap">{t('From another device; what is here stays')}</span>
            </span>
            <Icon name="right" className="soft" />
          </button>
          <input
            ref={input}
            type="file"
            accept="application/json,.json"
            hidden
            aria-label={t('Bring back an export')}
            onChange={(event) => void take(event.target.files?.[0])}
          />
        </li>
      </ul>
      <p className="note" role="status">
        {said}
      </p>
      {owner && (
        <div className="row">
          <button type="button" className="btn btn-bare" onClick={() => setLeaving(true)}>
            {t('Sign out on this device')}
          </button>
        </div>
      )}
      {isLeaving && owner && <SignOutSheet owner={owner} onClose={() => setLeaving(false)} />}
    </section>
  )
}
