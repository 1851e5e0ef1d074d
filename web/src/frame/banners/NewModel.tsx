// The network adopted another model: what it is called, what the viewer has to do with it, and where it is told what changed.
import { QueryClientProvider } from '@tanstack/react-query'
import { queries } from '../../queries'
import { NewModelBanner } from './NewModelBanner'

export function NewModel({ version }: { version: number }) {
  return (
    <QueryClientProvider client={queries}>
      <NewModelBanner version={version} />
    </QueryClientProvider>
  )
}
