// A key per content, made of its words only, so that an import can be repeated. The same as in Python (keys.py):
//   h(0) = sha256("kula.import.1"),  h(i) = sha256(h(i-1) ‖ role ‖ 0 ‖ text),  key = sha256(h(n) ‖ kind ‖ 0 ‖ rest…)

import type { Content } from '@kula/client/content'
import { sha256 } from 'viem'
import { asItem, asList, asText, has } from './drafts'

const utf8 = new TextEncoder()
// The share of a longer talk that must be new, so that it is sent again.
const newShare = 0.5
const fields = ['kind', 'range', 'rating', 'corrected', 'a', 'b', 'outcome']

// The key of a content as the last one of a list. Before it stand the keys of a conversation's beginnings, by how many
// messages they have, from none.
export function keysOf(content: Content): string[] {
  const links = chain(content)
  return (content.kind === 'conversation' ? links : links.slice(-1)).map((link) => keyAt(link, content))
}

// Why a content is not sent, or undefined if it is new. `keys` are those of keysOf, and `sent` holds the keys of what was
// sent. A conversation that goes on from one that was sent is new if at least half of its text is.
export function news(
  content: Content,
  keys: string[],
  sent: ReadonlySet<string>,
): 'sent-before' | 'little-new' | undefined {
  if (sent.has(keys.at(-1) ?? '')) return 'sent-before'
  for (let count = keys.length - 2; count > 0; count--) {
    if (!sent.has(keys[count] ?? '')) continue
    const lengths = textsOf(content).map(([, text]) => bytesOf(text).length)
    return sum(lengths.slice(count)) >= newShare * sum(lengths) ? undefined : 'little-new'
  }
  return undefined
}

function chain(content: Content): Uint8Array[] {
  const links = [sha256(utf8.encode('kula.import.1'), 'bytes')]
  for (const [role, text] of textsOf(content)) {
    const last = links[links.length - 1] as Uint8Array
    links.push(sha256(joined([last, utf8.encode(`${role}\0`), bytesOf(text)]), 'bytes'))
  }
  return links
}

function textsOf(content: Content): [string, string][] {
  const messages = asList(content.kind === 'preference' ? content.prompt : content.messages)
  return messages.map(asItem).map((message) => [asText(message.role), asText(message.content)])
}

function keyAt(link: Uint8Array, content: Content): string {
  const rest = fields.filter((name) => has(content, name)).map((name) => bytesOf(`${content[name]}\0`))
  return sha256(joined([link, ...rest])).slice(2)
}

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(sum(parts.map((part) => part.length)))
  let place = 0
  for (const part of parts) {
    whole.set(part, place)
    place += part.length
  }
  return whole
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0)

const bytesOf = (text: string): Uint8Array => utf8.encode(text.normalize('NFC'))
