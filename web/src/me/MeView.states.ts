import { isEnded } from '../connect/sessions'
import { waiting } from '../offline/updates'
import { damaged, health } from '../storage/database'
import { account, signIn } from '../testing/samples'
import { around, type States } from '../testing/states'

const full = { path: '/me', prepare: () => signIn() }

export const states: States = around(full, {
  empty: { path: '/me' },
  unsaved: { path: '/me', prepare: () => signIn({ isRecoverable: false }) },
  wallet: { path: '/me', prepare: () => signIn({ kind: 'wallet' }) },
  erasing: { ...full, steps: ['Erase all my records'] },
  ending: { ...full, steps: [{ name: 'End: {device}', device: 'This device' }] },
  leaving: { ...full, steps: ['Sign out on this device'] },
  deleting: { ...full, steps: ['Delete all chats'] },
  nodevice: { ...full, answers: { [`/v1/accounts/${account.account}`]: { ...account, grants: [] } } },
  ended: {
    path: '/me',
    prepare: () => {
      signIn()
      isEnded.set(true)
    },
  },
  refused: { path: '/me', prepare: () => health.set('refused') },
  damaged: { path: '/me', prepare: () => damaged.set([{ broken: true }]) },
  updated: { path: '/me', prepare: () => waiting.set({} as ServiceWorker) },
})
