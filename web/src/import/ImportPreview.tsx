// What of one chat would become public. Its personal details are marked, and hidden or kept one by one or all at once.
import { PreviewMessage } from '../feedback/preview/PreviewMessage'
import { useWords } from '../i18n'
import { Rich } from '../i18n/Rich'
import { Banner } from '../parts/Banner'
import { Sheet } from '../parts/Sheet'
import { importLines } from './importLines'
import { type Choice, decide, detailsOf, type ImportedChat, isOpen } from './state/imported'
import { changeChat } from './state/reading'

export function ImportPreview({ chat, onClose }: { chat: ImportedChat; onClose: () => void }) {
  const { t } = useWords()
  const n = detailsOf(chat)
  const choose = (choice: Choice, detail?: string) => changeChat(chat.id, (now) => decide(now, choice, detail))
  return (
    <Sheet title={t('This is what becomes public')} wide onClose={onClose}>
      {n > 0 && (
        <Banner
          icon="alert"
          round
          action={
            detailsOf(chat, 'hide') < n && (
              <button type="button" className="btn" onClick={() => choose('hide')}>
                {n === 1 ? t('Hide it') : t('Hide all {n}', { n })}
              </button>
            )
          }
        >
          <Rich
            text={t(
              '**{n, plural, one {# personal detail} other {# personal details}} found** on this device. Nothing has left it.',
              { n },
            )}
          />
        </Banner>
      )}
      <ul className="list">
        {importLines(chat).map((line) => (
          <PreviewMessage
            key={line.id}
            line={{ ...line, isTicked: true }}
            writer={line.role === 'assistant' ? (line.writer ?? t('Answer')) : undefined}
            onDecide={({ start, end }, choice) => choose(choice, line.content.slice(start, end))}
          />
        ))}
      </ul>
      <div className="row">
        <button type="button" className={isOpen(chat) ? 'btn' : 'btn btn-main'} onClick={onClose}>
          {t('Close')}
        </button>
        {isOpen(chat) && (
          <>
            <button type="button" className="btn btn-bare" onClick={() => choose('keep')}>
              {t('Keep them|details')}
            </button>
            <span className="note">{t('First hide or keep each marked detail.')}</span>
          </>
        )}
      </div>
    </Sheet>
  )
}
