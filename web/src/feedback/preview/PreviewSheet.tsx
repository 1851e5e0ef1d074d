// What leaves this device, looked at before it does: messages to tick, and personal details to hide or keep.
import { useObservable } from '../../parts/observable'
import { PreviewContent } from './PreviewContent'
import { preview } from './preview'

export function PreviewSheet() {
  const shown = useObservable(preview)
  return shown && <PreviewContent shown={shown} />
}
