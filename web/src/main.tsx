import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { WagmiProvider } from 'wagmi'
import { App } from './App'
import { get } from './api'
import { wagmiConfig } from './wagmi'
import { dictionary } from './words'
import './style.css'

const root = createRoot(document.getElementById('root') as HTMLElement)

get('/v1/network').then(
  (network) =>
    root.render(
      <StrictMode>
        <WagmiProvider config={wagmiConfig(network)}>
          <QueryClientProvider client={new QueryClient()}>
            <App network={network} />
          </QueryClientProvider>
        </WagmiProvider>
      </StrictMode>,
    ),
  (error: Error) =>
    root.render(
      <main role="alert">
        {Object.values(dictionary).map((words) => (
          <p key={words.unreachable}>
            {words.unreachable} {error.message}
          </p>
        ))}
      </main>,
    ),
)
