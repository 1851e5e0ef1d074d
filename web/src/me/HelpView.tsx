// The questions that people ask first.

import { PageTop } from '../frame/PageTop'
import type { Message } from '../i18n'
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { useTitle } from '../parts/useTitle'

const entries: [Message, Message][] = [
  ['What does it cost?', 'Nothing. You chat for free, sign once, and never pay a fee.'],
  [
    'What becomes public?',
    'Only what you give. Paid records may enter open datasets, without your name or account. Chats that you do not give stay on this device.',
  ],
  ['What earns?', 'New, true, useful text in your own words. Copies, filler and guesses earn nothing.'],
  [
    'When am I paid?',
    'Validators score a round, then anyone may object. Then it is paid automatically; you sign nothing and pay no fee.',
  ],
  ['What is KULA worth?', 'KULA is this network’s own token. It has no promised market value.'],
  [
    'What if I lose my device?',
    'A synced passkey comes back with your other devices. Otherwise your recovery code brings the account back. Chats are on the device only: export them in Me.',
  ],
  [
    'Which keys work in a chat?',
    'Enter sends, Shift and Enter break the line, Esc stops the answer. Arrow up in an empty box edits the last question. Alt with an arrow moves between answers.',
  ],
]

export function HelpView() {
  const { t } = useWords()
  useTitle(t('Help'))
  return (
    <>
      <PageTop href="/me" name={t('Me')} />
      <div className="page page-narrow">
        <div className="page-head">
          <h1>{t('Help')}</h1>
        </div>
        <div>
          {entries.map(([question, answer]) => (
            <details key={question}>
              <summary>
                <Icon name="right" />
                {t(question)}
              </summary>
              <p>{t(answer)}</p>
            </details>
          ))}
        </div>
      </div>
    </>
  )
}
