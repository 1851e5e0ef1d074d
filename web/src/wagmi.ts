// wagmi for the one chain that the gateway names; wallets are discovered by EIP-6963.
import { type Chain, defineChain } from 'viem'
import { createConfig, http } from 'wagmi'
import type { Network } from './api'

export function chainOf(network: Network): Chain {
  return defineChain({
    id: network.chain_id,
    name: network.chain_id === 31337 ? 'Kula local' : `Chain ${network.chain_id}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [network.rpc] } },
  })
}

export function wagmiConfig(network: Network) {
  const chain = chainOf(network)
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: http(network.rpc) },
    multiInjectedProviderDiscovery: true,
  })
}
