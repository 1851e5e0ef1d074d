// Keeps a fault in one part of the page from emptying the rest. Where a sheet would be, the word stands in a sheet.
import { Component, type ReactNode } from 'react'
import { translate } from '../i18n'
import { Empty } from './Empty'
import { Sheet } from './Sheet'

interface Props {
  children: ReactNode
  /** Closes the sheet that failed. */
  onClose?: () => void
}

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    const { children, onClose } = this.props
    if (!this.state.failed) return children
    const title = translate('This part did not load')
    const line = translate('The rest works, and what you wrote is kept.')
    const again = (
      <button type="button" className="btn btn-main" onClick={() => this.setState({ failed: false })}>
        {translate('Load it again')}
      </button>
    )
    if (onClose)
      return (
        <Sheet title={title} onClose={onClose}>
          <p className="soft" role="alert">
            {line}
          </p>
          {again}
        </Sheet>
      )
    return (
      <div className="page page-narrow" role="alert">
        <Empty icon="alert" title={title} line={line} action={again} />
      </div>
    )
  }
}
