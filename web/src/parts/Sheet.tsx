// One decision, in a native dialog. Escape, × and the way back close it, and the focus returns to what opened it.
// What is marked with data-first has the focus at first.
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useWords } from '../i18n'
import { IconButton } from './IconButton'

interface Props {
  title: string
  wide?: boolean
  /** Without it the sheet cannot be closed but by its own buttons. */
  onClose?: () => void
  children: ReactNode
}

export function Sheet({ title, wide = false, onClose, children }: Props) {
  const { t } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null
    const now = dialog.current
    now?.showModal()
    now?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      now?.close()
      const isThere = opener?.isConnected && opener !== document.body
      // What opened it may be gone: then the sheet below has the focus, or the view.
      const below = document.querySelector<HTMLElement>('dialog[open] button') ?? document.querySelector('#main')
      const back = isThere ? opener : (below as HTMLElement | null)
      back?.focus()
    }
  }, [])
  const closing = useRef(onClose)
  useEffect(() => {
    closing.current = onClose
  })
  // One listener for as long as the sheet is there: one that is added while the event is told does not hear it.
  useEffect(() => {
    const back = () => closing.current?.()
    addEventListener('popstate', back)
    return () => removeEventListener('popstate', back)
  }, [])
  return (
    <dialog
      ref={dialog}
      className={wide ? 'sheet sheet-wide' : 'sheet'}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
    >
      <div className="sheet-head">
        <h2 id={heading}>{title}</h2>
        {onClose && <IconButton icon="close" name={t('Close')} onClick={onClose} />}
      </div>
      {children}
    </dialog>
  )
}
