// The chats of the file, to tick. Personal details are hidden with one click, or looked at one chat after the other.
import { useState } from 'react'
import { useWords } from '../i18n'
import { ChatPick } from './ChatPick'
import { ImportPreview } from './ImportPreview'
import { NothingLeft } from './NothingLeft'
import { giveChats } from './state/giving'
import { hideAll, isOpen } from './state/imported'
import { forget, type Reading, reading } from './state/reading'

const STEP = 50

export function PickList({ now }: { now: Reading }) {
  const { t } = useWords()
  const [most, setMost] = useState(STEP)
  const [looked, look] = useState('')
  const chats = Object.values(now.chats)
  const ticked = chats.filter((chat) => chat.isTicked)
  const chat = now.chats[looked]
  if (chats.length === 0 && now.phase === 'done') return <NothingLeft given={now.given} />
  return (
    <section className="stack-tight" aria-labelledby="pick">
      <div className="row">
        <h2 id="pick">{t('Chats')}</h2>
        {chats.some(isOpen) && (
          <span className="push">
            <button
              type="button"
              className="btn btn-bare"
              onClick={() => reading.set((all) => ({ ...all, chats: hideAll(all.chats) }))}
            >
              {t('Hide all personal details')}
            </button>
          </span>
        )}
      </div>
      <ul className="list">
        {chats.slice(0, most).map((one) => (
          <ChatPick key={one.id} chat={one} onLook={() => look(one.id)} />
        ))}
      </ul>
      {chats.length > most && (
        <button type="button" className="btn" onClick={() => setMost(most + STEP)}>
          {t('Show {n} more', { n: Math.min(STEP, chats.length - most) })}
        </button>
      )}
      <div className="row actions">
        <button
          type="button"
          className="btn btn-main"
          disabled={ticked.length === 0}
          onClick={() => void giveChats(ticked)}
        >
          {t('Give {n, plural, one {# chat} other {# chats}}', { n: ticked.length })}
        </button>
        <button type="button" className="btn btn-bare" onClick={() => forget(chats.map(({ id }) => id))}>
          {t('Leave these out')}
        </button>
      </div>
      {chat && <ImportPreview chat={chat} onClose={() => look('')} />}
    </section>
  )
}
