// What the views have asked the gateway. Views that show the same thing ask once.
import { QueryClient } from '@tanstack/react-query'

export const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 15_000 } } })
