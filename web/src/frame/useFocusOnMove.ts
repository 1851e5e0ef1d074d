// After a move to another view, or to another face of one, the focus is on its content, never on the body.
import { useEffect, useRef } from 'react'

export function useFocusOnMove(at: string): void {
  const before = useRef(at)
  useEffect(() => {
    if (before.current === at) return
    before.current = at
    // The composer of a chat takes the focus itself where a mouse is used.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.querySelector<HTMLElement>('#main')?.focus()
    })
  }, [at])
}
