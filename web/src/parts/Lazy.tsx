// A component that is loaded when it is first shown. A failed load is caught by the boundary around it.
import { type ComponentType, useEffect, useState } from 'react'
import { useWords } from '../i18n'
import { Icon } from './Icon'

interface Props {
  load: () => Promise<ComponentType>
  /** Shows nothing while it loads: for sheets, which stand over a view. */
  isQuiet?: boolean
}

export function Lazy({ load, isQuiet = false }: Props) {
  const { t } = useWords()
  const [state, setState] = useState<{ View?: ComponentType; error?: Error }>({})
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
  if (state.View) return <state.View />
  if (isQuiet) return null
  return (
    <p className="page status" role="status">
      <Icon name="mark" className="ring ring-turn" />
      <span className="hidden">{t('Loading')}</span>
    </p>
  )
}
