// What the page says at each end of an approval: what happened, and what to do.
import type { Message } from '../../i18n'
import type { End } from '../ends'

interface Words {
  icon: string
  tone: '' | 'wait' | 'bad'
  title: Message
  line: Message
  /** The main button: what to try. */
  main: Message
  /** The other way out. */
  other: 'Later' | 'Cancel' | 'Other wallet' | 'Use a passkey' | 'Use a wallet'
}

export const endWords: Record<End, Words> = {
  declined: {
    icon: 'none',
    tone: '',
    title: 'You declined. Nothing was signed.',
    line: 'Your feedback still waits here. You can sign later.',
    main: 'Ask again|wallet',
    other: 'Later',
  },
  'already-asked': {
    icon: 'clock',
    tone: 'wait',
    title: 'A request is already open.',
    line: 'Open your wallet and answer it. We do not ask twice.',
    main: 'I answered it',
    other: 'Cancel',
  },
  silent: {
    icon: 'clock',
    tone: 'wait',
    title: 'Your wallet does not answer.',
    line: 'It may be locked. Unlock it, or reload this page; your feedback stays.',
    main: 'Ask again|wallet',
    other: 'Cancel',
  },
  'other-chain': {
    icon: 'network',
    tone: 'wait',
    title: 'Your wallet is on another network.',
    line: 'Kula runs on {chain}. Switch to it and continue.',
    main: 'Switch to {chain}',
    other: 'Cancel',
  },
  'unknown-chain': {
    icon: 'plus',
    tone: '',
    title: 'Your wallet does not know {chain} yet.',
    line: 'It asks whether to add it. Say yes; that is free.',
    main: 'Add {chain}',
    other: 'Cancel',
  },
  'not-switched': {
    icon: 'network',
    tone: 'bad',
    title: 'The network was not switched.',
    line: 'Choose {chain} in your wallet by hand, then try again.',
    main: 'Try again',
    other: 'Other wallet',
  },
  ledger: {
    icon: 'shield',
    tone: 'wait',
    title: 'Your Ledger refuses what it cannot show.',
    line: 'On the device, open the Ethereum app, Settings, turn on Blind signing. Then ask again.',
    main: 'Ask again|wallet',
    other: 'Other wallet',
  },
  changed: {
    icon: 'me',
    tone: 'bad',
    title: 'You changed the account meanwhile.',
    line: 'Nothing was kept for either. Sign with the account that is to be paid: {account}.',
    main: 'Sign with {account}',
    other: 'Cancel',
  },
  unfit: {
    icon: 'alert',
    tone: 'bad',
    title: 'The signature does not fit your account.',
    line: 'Smart accounts and passkey wallets work too. Try again. If it fails again, use a passkey here.',
    main: 'Try again',
    other: 'Use a passkey',
  },
  'no-passkey': {
    icon: 'passkey',
    tone: 'wait',
    title: 'This browser cannot keep a Kula passkey.',
    line: 'Open this page in Chrome or Safari, or use a wallet. Your feedback stays on this device.',
    main: 'Copy link',
    other: 'Use a wallet',
  },
  'passkey-declined': {
    icon: 'none',
    tone: '',
    title: 'The passkey was not used.',
    line: 'You closed the window, or it took too long. Nothing is lost.',
    main: 'Try again',
    other: 'Later',
  },
  fault: {
    icon: 'alert',
    tone: 'bad',
    title: 'Your wallet reported a fault.',
    line: 'It could not sign. Update or reopen it, then try again.',
    main: 'Try again',
    other: 'Other wallet',
  },
  refused: {
    icon: 'alert',
    tone: 'wait',
    title: 'The server did not accept it.',
    line: 'Nothing was kept. Your feedback still waits here; try again in a moment.',
    main: 'Try again',
    other: 'Later',
  },
  unreachable: {
    icon: 'offline',
    tone: 'wait',
    title: 'The server does not answer.',
    line: 'Nothing was kept. Your feedback still waits here; try again in a moment.',
    main: 'Try again',
    other: 'Later',
  },
}
