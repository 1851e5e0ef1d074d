// Switches between the branches of a turn.
import { useWords } from '../i18n'
import { IconButton } from '../parts/IconButton'
import { update } from './state/chats'
import { branches, type Chat, choose, type Turn } from './state/talk'

interface Props {
  chat: Chat
  turn: Turn
  names: [string, string]
}

export function Branch({ chat, turn, names }: Props) {
  const { t } = useWords()
  const all = branches(chat, turn)
  const place = all.findIndex((one) => one.id === turn.id)
  if (all.length < 2) return null
  const show = (step: number) => {
    const next = all[place + step]
    if (next) update(chat.id, (now) => choose(now, next))
  }
  return (
    <span className="branch">
      <IconButton icon="left" name={names[0]} disabled={place === 0} onClick={() => show(-1)} />
      <span className="num" role="img" aria-label={t('Answer {n} of {all}', { n: place + 1, all: all.length })}>
        {place + 1}/{all.length}
      </span>
      <IconButton icon="right" name={names[1]} disabled={place === all.length - 1} onClick={() => show(1)} />
    </span>
  )
}
