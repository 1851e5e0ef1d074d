// ⌘K or Ctrl K opens the list of chats with its search.
import { useEffect } from 'react'
import { isChatsOpen } from './chatsOpen'

export function useSearchKey(): void {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey) || document.querySelector('dialog[open]')) return
      event.preventDefault()
      isChatsOpen.set(true)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
