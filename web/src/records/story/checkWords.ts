// What a check found, in words. Nothing is said beyond what was found, and why the rest could not be checked here.
import type { Message } from '../../i18n'
import type { Check } from './checkRecord'

/** Why this page could not check a step, or only a part of it. */
export const whyNot: Partial<Record<Check, Message>> = {
  untold: 'This is the server’s word: it does not show this page what would prove it.',
  unknown: 'This is the server’s word: the chain did not answer this page.',
  'no-file': 'This is the server’s word: it did not hand out the file that the chain’s hash names.',
  hidden: 'The chain says that it was trained on this dataset. Its file is shown after the vote on it.',
  'no-list':
    'The dataset is the one on the chain. That your row is in it is the server’s word: this dataset names no list of its rows.',
  'no-salt':
    'The dataset is the one on the chain, and it holds this row. That the row is yours, only the device that sent it can tell.',
  unfit:
    'The file is the one on the chain, but it does not name the round or the dataset. Anyone can publish such a file.',
  late: 'The chain says otherwise right now, as it does for a moment after a vote. Come back in a minute.',
}
