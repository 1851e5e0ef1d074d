// Keeps a fault in one part of the page from emptying the rest.
import { Component, type ReactNode } from 'react'
import { translate } from '../i18n'
import { Empty } from './Empty'

interface Props {
  children: ReactNode
}

export class Boundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div className="page page-narrow" role="alert">
        <Empty
          icon="alert"
          title={translate('This part did not load')}
          line={translate('The rest works, and what you wrote is kept.')}
          action={
            <button type="button" className="btn btn-main" onClick={() => this.setState({ failed: false })}>
              {translate('Load it again')}
            </button>
          }
        />
      </div>
    )
  }
}
