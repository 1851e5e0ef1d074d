// The importer's reasons in the page's words: what is left out, and why.
import type { Reason } from '../exports/vocabulary'
import type { Message } from '../i18n'

export const leftOutWords: Record<Reason, [Message, Message]> = {
  hidden: ['Hidden messages', 'You never saw them'],
  thinking: ['Thoughts of a model', 'They are not its answer'],
  tool: ['Calls of tools', 'You never saw them'],
  media: ['Voice and pictures', 'Only text can be scored'],
  attachment: ['Attached files', 'Others may have written them'],
  'other-branch': ['Other branches of the same chat', 'You did not end with them'],
  'no-question': ['Answers without a question', 'The question was a picture or a file'],
  unanswered: ['Last questions', 'Nobody answered them'],
  'weight-0': ['Last answers', 'The file says that they do not count'],
  'no-answer': ['Chats without an answer', 'Nothing to learn from'],
  empty: ['Empty chats', 'Nothing to learn from'],
  'too-long': ['Very long messages', 'They fit no record'],
  'thumb-without-answer': ['Thumbs', 'Their answer is not in the file'],
  'no-difference': ['Comparisons', 'They prefer neither answer'],
  'different-prompts': ['Comparisons of two chats', 'Their questions differ'],
  'unknown-form': ['Other things', 'We do not know their form'],
  'unknown-role': ['Chats with another speaker', 'We do not know who speaks'],
  'not-a-record': ['Broken records', 'They break the form of a record'],
  'not-json': ['Broken lines', 'They are not JSON'],
  'broken-text': ['Broken text', 'Its bytes are no text'],
  'too-large': ['Very large chats', 'They are over the limits'],
  truncated: ['Chats that break off', 'The file ends in the middle'],
  'other-file': ['Other files', 'They hold no chats'],
  'little-new': ['Chats that went on', 'Less than half of them is new'],
  'sent-before': ['Sent before', 'Same content'],
  'personal-data': ['Chats with personal details', 'They wait for a decision'],
}

const problems: Record<string, Message> = {
  empty: 'It is empty.',
  'not-json': 'It holds no chats in a known form.',
  'web-page': 'It is a web page. Choose the ZIP or the JSON file of the export.',
  'not-a-zip': 'It is no whole ZIP. Download the export again.',
  spoiled: 'A part of it is damaged. Download the export again.',
  'too-large': 'It is over 1 GB, or unpacks to more than 4 GB.',
  'too-many-files': 'It holds too many files.',
  ratio: 'It unpacks to far more than it should.',
}

export function problemWords(problem: string): Message {
  return problems[problem] ?? 'Choose it again.'
}
