// A component that is loaded when it is first shown. A failed load is caught by the boundary around it.
import { type ComponentType, useEffect, useState } from 'react'
import { useWords } from '../i18n'
import { Icon } from './Icon'

interface Props<P> {
  load: () => Promise<ComponentType<P>>
  /** What the component is given. */
  props?: P
  /** Shows nothing while it loads: for sheets, which stand over a view. */
  isQuiet?: boolean
}

export function Lazy<P extends object = object>({ load, props, isQuiet = false }: Props<P>) {
  const { t } = useWords()
  const [state, setState] = useState<{ View?: ComponentType<P>; error?: Error }>({})
  useEffect(() => {
    let isCurrent = true
    load().then(
      (View) => isCurrent && setState({ View }),
      (error: Error) => isCurrent && setState({ error }),
    )
    return () => {
      isCurrent = false
    }
  }, [load])
  if (state.error) throw state.error
  if (state.View) return <state.View {...(props as P)} />
  if (isQuiet) return null
  return (
    <p className="page status" role="status">
      <Icon name="mark" className="ring ring-turn" />
      <span className="hidden">{t('Loading')}</span>
    </p>
  )
}
