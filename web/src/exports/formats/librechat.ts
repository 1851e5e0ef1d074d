// LibreChat: messages with the id of the message before them, as a list or each inside of its parent, with thumbs.
import {
  asItem,
  asList,
  asModel,
  asText,
  type Form,
  get,
  has,
  type Item,
  isItem,
  opinionOf,
  step,
  turn,
} from '../drafts'
import { draftsOfTree, type Node } from '../tree'
import type { Reason } from '../vocabulary'
import { unescaped, withoutMarks } from './marks'
import { withoutThoughts } from './messages'

const time = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})/
const partReasons = new Map<string, Reason>([
  ['think', 'thinking'],
  ['reasoning', 'thinking'],
  ['tool_call', 'tool'],
  ['image_file', 'media'],
])

export const librechat: Form = {
  matches: (item) => messagesOf(item).some((message) => has(asItem(message), 'isCreatedByUser')),
  *drafts(item, _, leftOut) {
    const model = asModel(asItem(item.options).model, item.model)
    const nodes = new Map<string, Node>()
    const waiting = messagesOf(item).map((message): [unknown, string] => [message, ''])
    waiting.reverse()
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const message = asItem(next[0])
      const name = asText(message.messageId) || `#${nodes.size}`
      nodes.set(name, nodeOf(message, next[1] || asText(message.parentMessageId), model))
      const children = asList(message.children).map((child): [unknown, string] => [child, name])
      for (const child of children.reverse()) waiting.push(child)
    }
    yield* draftsOfTree(nodes, '', leftOut)
  },
}

function messagesOf(item: Item): unknown[] {
  const messages = asList(get(item, 'messages'))
  return messages.length > 0 ? messages : asList(get(item, 'messagesTree'))
}

function nodeOf(message: Item, parent: string, model: string): Node {
  const role = message.isCreatedByUser === true ? 'user' : 'assistant'
  const { text, lost } = textOf(message)
  for (const file of asList(message.files))
    lost.push(asText(asItem(file).type).includes('image') ? 'media' : 'attachment')
  const when = timeOf(message)
  if (message.error === true) return { parent, step: step(null, ['hidden']), time: when }
  const writer = role === 'assistant' ? asModel(message.model, model, message.sender) : ''
  const feedback = asItem(message.feedback)
  const tag = isItem(feedback.tag) ? feedback.tag.key : feedback.tag
  const opinion = role === 'assistant' ? opinionOf(feedback.rating, [tag]) : undefined
  const of = text || lost.length > 0 ? turn(role, text, writer) : null
  return { parent, step: step(of, lost), time: when, opinion }
}

// The text of a message, and a reason for each of its parts that is none.
function textOf(message: Item): { text: string; lost: Reason[] } {
  const texts: string[] = []
  const lost: Reason[] = []
  for (const part of asList(message.content).map(asItem)) {
    const kind = asText(part.type)
    if (kind === 'text') texts.push(asText(part.text) || asText(asItem(part.text).value))
    else lost.push(partReasons.get(kind) ?? 'hidden')
  }
  const { kept, count } = withoutThoughts(texts.filter(Boolean).join('\n\n') || asText(message.text))
  const text = message.isCreatedByUser === true ? kept : withoutMarks(unescaped(kept))
  return { text, lost: [...lost, ...new Array<Reason>(count).fill('thinking')] }
}

// The time of a message as a number that grows with it; 0 if it has none.
function timeOf(message: Item): number {
  const match = time.exec(asText(message.createdAt) || asText(message.updatedAt))
  return match ? Number(match.slice(1).join('')) : 0
}
