// What of one chat is personal, and what was decided about it.
import { useWords } from '../i18n'
import { Icon } from '../parts/Icon'
import { detailsOf, type ImportedChat, isOpen } from './state/imported'

export function PersonalState({ chat }: { chat: ImportedChat }) {
  const { t } = useWords()
  const n = detailsOf(chat)
  if (n === 0)
    return (
      <span className="state">
        <Icon name="check" />
        {t('Nothing personal found')}
      </span>
    )
  if (isOpen(chat))
    return (
      <span className="state state-bad">
        <Icon name="alert" />
        {t('{n, plural, one {# personal detail} other {# personal details}} to look at', { n })}
      </span>
    )
  const hidden = detailsOf(chat, 'hide')
  return (
    <span className="state">
      <Icon name="check" />
      {hidden > 0 && t('{n, plural, one {# detail} other {# details}} hidden', { n: hidden })}
      {hidden > 0 && n > hidden && ' · '}
      {n > hidden && t('{n, plural, one {# detail} other {# details}} kept', { n: n - hidden })}
    </span>
  )
}
