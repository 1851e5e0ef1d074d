import { useConnect, useConnectors } from 'wagmi'
import type { Words } from '../words'

export function Connect({ words }: { words: Words }) {
  const connectors = useConnectors()
  const { connect, error } = useConnect()
  return (
    <section aria-labelledby="connect">
      <h2 id="connect">{words.connect}</h2>
      {connectors.length === 0 && <p>{words.noWallet}</p>}
      <div className="row">
        {connectors.map((connector) => (
          <button type="button" key={connector.uid} onClick={() => connect({ connector })}>
            {connector.name}
          </button>
        ))}
      </div>
      {error && <p role="alert">{words.rejected}</p>}
    </section>
  )
}
