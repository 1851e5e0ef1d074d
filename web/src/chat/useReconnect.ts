// When the network is back, broken answers are read on, and a question that was asked without network is asked again.
import { useEffect } from 'react'
import { resumeAll } from './state/answering'
import { again } from './state/asking'
import { chat } from './state/chats'
import { type Chat, path } from './state/talk'

export function useReconnect({ id }: Chat): void {
  useEffect(() => {
    function retry() {
      void resumeAll()
      const now = chat(id)
      const last = now && path(now).at(-1)
      const wasNotAsked = last?.problem === 'unreachable' && !last.content && !last.run && !last.against
      if (last?.parent && wasNotAsked) again(id, last.parent)
    }
    addEventListener('online', retry)
    return () => removeEventListener('online', retry)
  }, [id])
}
