// The main views. A view that the gateway cannot fill is not among them.
import { useWords } from '../i18n'

export function useViews() {
  const { t } = useWords()
  return [
    { href: '/', icon: 'chat', name: t('Chat') },
    { href: '/train', icon: 'train', name: t('Help train') },
    { href: '/money', icon: 'money', name: t('Money') },
  ]
}
