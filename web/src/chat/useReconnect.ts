// A question that was asked without network is asked again when the network is back.
import { useEffect } from 'react'
import { again } from './state/asking'
import { chat } from './state/chats'
import { type Chat, path } from './state/talk'

export function useReconnect({ id }: Chat): void {
  useEffect(() => {
    function retry() {
      const now = chat(id)
      const last = now && path(now).at(-1)
      if (last?.parent && last.problem === 'unreachable' && !last.content && !last.against) again(id, last.parent)
    }
    addEventListener('online', retry)
    return () => removeEventListener('online', retry)
  }, [id])
}
