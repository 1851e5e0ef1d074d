// What the page says when the gateway did not answer a chat.
import type { Message } from '../i18n'

export function problemWords(slug: string): Message {
  if (slug === 'busy') return 'Many people are asking right now. Your text is kept.'
  if (slug === 'rate-limited') return 'You asked often in a short time. Your text is kept.'
  if (slug === 'network-limited') return 'Your network asks too often right now. Your text is kept.'
  if (slug === 'malformed' || slug === 'too-large') return 'The server cannot take this message. Try a shorter one.'
  if (slug === 'unavailable') return 'The model does not run at this server right now. Your text is kept.'
  return 'The server does not answer. Your text is kept.'
}
