import { account, signIn } from '../testing/samples'
import { around, type State, type States } from '../testing/states'
import type { Step } from '../testing/steps'
import { holder, offerWallet } from '../testing/wallet'

const full = { path: '/money', prepare: () => signIn() }
const none = { ...account, earned: '0', paid: '0', pending: '0' }
const at = `/v1/accounts/${account.account}`
const OTHER = '0x00000000219ab540356cBB839Cbe05303d7705Fa'
const typed: Step[] = ['Send KULA', ['To address', OTHER], ['Amount in KULA', '12.5']]
const wrong: Step[] = ['Send KULA', ['To address', OTHER.toLowerCase().replace('cb', 'CB')], ['Amount in KULA', '1']]

/** The sheet that sends KULA, after some steps. The gateway answers with this, or the wallet declines. */
function sending(steps: Step[], answer: number | object | 'never' = 'never', declines = false): State {
  const prepare = () => {
    signIn({ kind: 'wallet', through: 'test.wallet', owner: holder.address })
    offerWallet(declines)
  }
  return { path: '/money', prepare, steps, answers: { '/v1/transfers': answer } }
}

const signed: Step[] = [...typed, 'Continue', 'Sign and send']

/** The gateway's refusal of a fee that does not cover the wallet's own check. */
const refusal = { type: 'x/fee-too-low', title: '', status: 402, detail: '', least_fee: '300000000000000000' }
const dearer = Response.json(refusal, { status: 402 })
const address = 'Use another address'
const payTo = 'New pay-out address'

/** The sheet for another pay-out address, after some steps. The gateway never answers a grant. */
function paying(steps: Step[], declines = false): State {
  return { ...sending([address, ...steps], 'never', declines), answers: { '/v1/grants': 'never' } }
}

export const states: States = around(full, {
  guest: { path: '/money' },
  empty: {
    path: '/money',
    answers: { [at]: none, [`${at}/records`]: { records: [], next: null } },
    prepare: async () => {
      signIn()
      const { outbox } = await import('../feedback/outbox')
      outbox.set({})
    },
  },
  send: sending(['Send KULA']),
  'send-fault': sending([...wrong, 'Continue']),
  'send-preview': sending([...typed, 'Continue']),
  'send-waiting': sending(signed),
  'send-sent': sending(signed, { transaction: `0x${'7'.repeat(64)}` }),
  'send-dearer': sending(signed, dearer),
  'send-refused': sending(signed, 404),
  'send-unknown': sending(signed, 503),
  'send-declined': sending(signed, 'never', true),
  payout: paying([]),
  'payout-fault': paying([[payTo, '0x7099'], 'Confirm']),
  'payout-waiting': paying([[payTo, OTHER], 'Confirm']),
  'payout-declined': paying([[payTo, OTHER], 'Confirm'], true),
})
