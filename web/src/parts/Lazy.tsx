// A component that is loaded when it is first shown. A failed load is caught by the boundary around it.
import { type ComponentType, useEffect, useState } from 'react'
import { useWords } from '../i18n'
import { Icon } from './Icon'

interface Props {
  load: () => Promise<ComponentType>
}

export function Lazy({ load }: Props) {
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
  return (
    <p className="page status" role="status">
      <Icon name="mark" className="ring ring-turn" />
      <span className="hidden">{t('Loading')}</span>
    </p>
  )
}
