// A wallet for tests: an EIP-1193 provider whose requests Python answers, announced by EIP-6963.
;(() => {
  const listeners = {}
  const provider = {
    async request({ method, params }) {
      const answer = await window.__wallet(method, params ?? [])
      if (answer.never) {
        document.documentElement.dataset.walletWaits = method
        return new Promise(() => undefined)
      }
      if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code })
      return answer.result
    },
    on: (event, listener) => (listeners[event] ??= []).push(listener),
    removeListener: (event, listener) => (listeners[event] = (listeners[event] ?? []).filter((l) => l !== listener)),
  }
  window.__walletEmit = (event, value) => (listeners[event] ?? []).forEach((listener) => listener(value))
  const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>'
  const info = { uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: 'Test Wallet', icon, rdns: 'test.wallet' }
  const announce = () =>
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }))
  window.addEventListener('eip6963:requestProvider', announce)
  announce()
})()
