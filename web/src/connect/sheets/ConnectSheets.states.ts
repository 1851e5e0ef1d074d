import { network as goodNetwork } from '../../testing/network'
import type { State, States } from '../../testing/states'
import type { End } from '../ends'
import { open, type Step, type Through } from '../flow'
import { network } from '../gateway'
import { wallets } from '../wallets'

const through: Through = { kind: 'passkey' }
const at = (step: Step): State => ({ path: '/', prepare: () => open(step) })
const provider = { request: async () => null }
const wallet = { rdns: 'org.harbour', name: 'Harbour Wallet', icon: '', provider }
const ends: End[] = [
  ...(['declined', 'already-asked', 'silent', 'other-chain', 'unknown-chain', 'not-switched', 'ledger'] as const),
  ...(['changed', 'unfit', 'fault', 'no-passkey', 'passkey-declined', 'unreachable', 'refused'] as const),
]

export const states: States = {
  full: at({ name: 'paid' }),
  empty: at({ name: 'wallets' }),
  wallets: { path: '/', prepare: () => [wallets.set([wallet]), open({ name: 'wallets' })][1] },
  walletconnect: {
    path: '/',
    prepare: () => [network.set({ ...goodNetwork, walletconnect_project: '0' }), open({ name: 'wallets' })][1],
  },
  phone: at({ name: 'phone' }),
  pairing: at({ name: 'pairing', code: '' }),
  'pairing-code': at({ name: 'pairing', code: `wc:${'0'.repeat(64)}@2?relay-protocol=irn&symKey=${'f'.repeat(64)}` }),
  'pairing-failed': at({ name: 'pairing', code: '', hasFailed: true }),
  code: at({ name: 'code' }),
  'code-signs': at({ name: 'code', signer: { owner: `0x${'7'.repeat(40)}`, give: () => undefined } }),
  consent: at({ name: 'consent', through }),
  signing: at({ name: 'signing', through: { kind: 'wallet', wallet }, licence: 'CC0-1.0' }),
  recovery: at({ name: 'recovery', secret: `0x${'12'.repeat(32)}` }),
  ...Object.fromEntries(
    ends.map((end) => [`end-${end}`, at({ name: 'end', end, through, licence: 'CC0-1.0', detail: 'A detail.' })]),
  ),
}
