// What of one chat would become public, and what in it looks personal.
import { messagesOf } from '@kula/client'
import { useWords } from '../i18n'
import { Banner } from '../parts/Banner'
import { Sheet } from '../parts/Sheet'
import { type Choice, decide, detailsOf, type ImportedChat, leaving } from './imported'
import { changeChat } from './reading'

const LONG = 6_000

export function ImportPreview({ chat, onClose }: { chat: ImportedChat; onClose: () => void }) {
  const { t } = useWords()
  const n = detailsOf(chat)
  const details = [...new Set(chat.records.flatMap(({ personal }) => personal.map(({ text }) => text)))]
  function choose(choice: Choice) {
    changeChat(chat.id, (now) => decide(now, choice))
    onClose()
  }
  return (
    <Sheet title={t('This is what becomes public')} wide onClose={onClose}>
      {n > 0 && (
        <Banner icon="alert" round>
          {t('This looks personal:')} {details.slice(0, 12).join(' · ')}
          {details.length > 12 && ' …'}
        </Banner>
      )}
      <ul className="list">
        {chat.records.flatMap((record) =>
          messagesOf(leaving(chat, record)).map((message, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages have no name but their place
            <li key={`${record.key}${place}`}>
              <div className="item">
                <span />
                <span>
                  <b className="note">{message.role === 'user' ? t('You') : (message.written_by ?? t('Answer'))}</b>
                  <span className="item-wrap plain-text">
                    {message.content.slice(0, LONG)}
                    {message.content.length > LONG && '…'}
                  </span>
                </span>
                <span />
              </div>
            </li>
          )),
        )}
      </ul>
      <div className="row">
        {n > 0 ? (
          <>
            <button type="button" className="btn btn-main" onClick={() => choose('hide')}>
              {t('Hide all {n}', { n })}
            </button>
            <button type="button" className="btn btn-bare" onClick={() => choose('keep')}>
              {t('Keep them|details')}
            </button>
          </>
        ) : (
          <button type="button" className="btn btn-main" onClick={onClose}>
            {t('Close')}
          </button>
        )}
      </div>
    </Sheet>
  )
}
