// What a person can be asked to do, and which kind of record comes of it.
import type { Kind, Task } from '@kula/client'
import type { Message } from '../i18n'

export interface Job {
  name: Message
  line: Message
  time: Message
  icon: string
  record: Kind
}

export const jobs: Record<Task['kind'] | 'rate', Job> = {
  pair: {
    name: 'Compare two answers',
    line: 'Pick the better one',
    time: 'about 30 s',
    icon: 'compare',
    record: 'preference',
  },
  correct: {
    name: 'Correct an answer',
    line: 'Fix what is wrong, keep the rest',
    time: 'about 2 min',
    icon: 'correct',
    record: 'correction',
  },
  answer: {
    name: 'Write a good answer',
    line: 'Kula answers first; you make it right',
    time: 'about 4 min',
    icon: 'write',
    record: 'correction',
  },
  rate: {
    name: 'Rate an answer',
    line: 'Good or bad, and why, in any chat',
    time: 'about 10 s',
    icon: 'good',
    record: 'rating',
  },
}
