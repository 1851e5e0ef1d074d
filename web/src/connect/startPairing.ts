// Loads WalletConnect when somebody picks it, and goes on to the consent when a wallet has taken the code.
import { open, step } from './flow'

/** Opens the sheet that shows the code. Leaving the sheet ends the pairing. */
export function startPairing(): void {
  const controller = new AbortController()
  const { signal } = controller
  open({ name: 'pairing', code: '' })
  const unwatch = step.watch(() => {
    if (step.get()?.name === 'pairing') return
    unwatch()
    controller.abort()
  })
  import('./walletconnect/pair')
    .then(({ pair }) => pair((code) => !signal.aborted && open({ name: 'pairing', code }), signal))
    .then((wallet) => open({ name: 'consent', through: { kind: 'wallet', wallet } }))
    .catch(() => {
      if (!signal.aborted) open({ name: 'pairing', code: '', hasFailed: true })
      unwatch()
    })
}
