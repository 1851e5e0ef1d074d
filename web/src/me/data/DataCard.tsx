// What is mine on this device: bring chats, save all of it, delete it, leave.
import { useRef, useState } from 'react'
import type { Session } from '../../connect/sessions'
import { useWords } from '../../i18n'
import { download } from '../../parts/download'
import { EraseSheet } from '../../records/ends/EraseSheet'
import { DeleteAllSheet } from './DeleteAllSheet'
import { exportText, importText } from './exporting'
import { ItemButton } from './ItemButton'
import { SignOutSheet } from './SignOutSheet'

type Asked = '' | 'leave' | 'delete' | 'erase'

export function DataCard({ owner }: { owner: Session | null }) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [said, say] = useState('')
  const [asked, ask] = useState<Asked>('')
  async function take(file: File | undefined) {
    if (!file) return
    const taken = await importText(await file.text())
    if (!taken) return say(t('This file is no export of Kula. Nothing has changed.'))
    const { foreign, ...ours } = taken
    const added = t(
      '{chats, plural, one {# chat} other {# chats}} and {records, plural, one {# record} other {# records}} added.',
      ours,
    )
    const left = t(
      '{n, plural, one {# more belongs} other {# more belong}} to another account. Sign in with it to bring them back.',
      { n: foreign },
    )
    say(foreign > 0 ? `${added} ${left}` : added)
  }
  return (
    <section className="card" aria-labelledby="data">
      <h2 id="data">{t('Your data')}</h2>
      <ul className="list">
        <ItemButton icon="upload" title={t('Import chats')} note={t('ChatGPT, Claude and more')} href="/import" />
        <ItemButton
          icon="download"
          title={t('Export everything')}
          note={t('Chats, records, receipts and their words')}
          onClick={() => void exportText().then((text) => download('kula-export.json', text))}
        />
        <ItemButton
          icon="file"
          title={t('Bring back an export')}
          note={t('From another device; what is here stays')}
          onClick={() => input.current?.click()}
        />
        <ItemButton
          icon="chat"
          title={t('Delete all chats')}
          note={t('On this device; records that you gave stay')}
          onClick={() => ask('delete')}
        />
        {owner && (
          <ItemButton
            icon="trash"
            title={t('Erase all my records')}
            note={t('On the server, with a signed proof')}
            onClick={() => ask('erase')}
          />
        )}
      </ul>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t('Bring back an export')}
        onChange={(event) => void take(event.target.files?.[0])}
      />
      <p className="note" role="status">
        {said}
      </p>
      {owner && (
        <div className="row">
          <button type="button" className="btn btn-bare" onClick={() => ask('leave')}>
            {t('Sign out on this device')}
          </button>
        </div>
      )}
      {asked === 'erase' && owner && <EraseSheet owner={owner} record={null} payTo={null} onClose={() => ask('')} />}
      {asked === 'leave' && owner && <SignOutSheet owner={owner} onClose={() => ask('')} />}
      {asked === 'delete' && (
        <DeleteAllSheet
          owner={owner?.owner ?? null}
          onClose={(count) => {
            ask('')
            if (count !== undefined) say(t('{n, plural, one {# chat} other {# chats}} deleted.', { n: count }))
          }}
        />
      )}
    </section>
  )
}
