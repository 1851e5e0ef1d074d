// An address that leads nowhere, or to a chat that this device does not hold for this account.
import { Link } from 'wouter'
import { useWords } from '../i18n'
import { Empty } from '../parts/Empty'
import { useTitle } from '../parts/useTitle'

export function NotFound({ isChat = false }: { isChat?: boolean }) {
  const { t } = useWords()
  const title = t(isChat ? 'This device has no such chat' : 'There is nothing at this address')
  const line = isChat
    ? t('A chat is kept only on the device, and for the account, that wrote it. It may have been deleted too.')
    : t('Your chats and records are where they were.')
  useTitle(title)
  return (
    <div className="page page-narrow">
      <h1 className="hidden">{title}</h1>
      <Empty
        icon="search"
        title={title}
        line={line}
        action={
          <Link className="btn btn-main" href="/">
            {t(isChat ? 'New chat' : 'Chat')}
          </Link>
        }
      />
    </div>
  )
}
