// Open WebUI: chats as trees of messages with thumbs, and the history of feedback, each with a snapshot of its chat.
import {
  asItem,
  asList,
  asModel,
  asText,
  asTime,
  type Draft,
  type Form,
  get,
  has,
  type Item,
  isItem,
  type Opinion,
  opinionOf,
  step,
  turn,
} from '../drafts'
import { LeftOut, Refused } from '../leftOut'
import { draftsOfTree, type Node } from '../tree'
import type { Reason } from '../vocabulary'
import { textOf, withoutThoughts } from './messages'

export const openwebui: Form = {
  matches: (item) => has(item, 'snapshot') || historyOf(item) !== undefined || listedOf(item).length > 0,
  *drafts(item, _, leftOut) {
    if (has(item, 'snapshot')) return yield* feedback(item)
    const nodes = nodesOf(item)
    if (nodes.size > 0) return yield* draftsOfTree(nodes, asText(historyOf(item)?.currentId), leftOut)
    const listed = listedOf(item).map((message, place): [string, Node] => {
      return [String(place), { ...nodeOf(message), parent: String(place - 1) }]
    })
    yield* draftsOfTree(new Map(listed), String(listed.length - 1), leftOut)
  },
}

// The rated answer of a feedback, with the talk before it as the snapshot has it.
function* feedback(item: Item): Generator<Draft> {
  const verdict = asItem(item.data)
  const name = asText(asItem(item.meta).message_id)
  const nodes = nodesOf(asItem(asItem(item.snapshot).chat))
  const opinion = opinionOf(verdict.rating, [verdict.reason, ...asList(verdict.tags)])
  const rated = nodes.get(name)
  if (!rated || !opinion) throw new Refused('thumb-without-answer')
  for (const node of nodes.values()) node.opinion = undefined
  rated.opinion = opinion
  for (const draft of draftsOfTree(nodes, name, new LeftOut())) if (draft.type === 'rated') yield draft
}

// The history of a chat, which stands in the chat, or in the row around it.
function historyOf(item: Item): Item | undefined {
  const chat = asItem(get(item, 'chat'))
  const history = get(Object.keys(chat).length > 0 ? chat : item, 'history')
  return isItem(history) && isItem(get(history, 'messages')) ? history : undefined
}

function nodesOf(item: Item): Map<string, Node> {
  const messages = Object.entries(asItem(historyOf(item)?.messages))
  return new Map(messages.map(([name, message]) => [name, nodeOf(asItem(message))]))
}

// The messages of a chat that a program has put there without a history.
const listedOf = (item: Item): Item[] => asList(asItem(get(item, 'chat')).messages).map(asItem)

function nodeOf(message: Item): Node {
  const role = asText(message.role)
  const { text, lost: parts } = textOf(message.content)
  const lost = asList(message.files).map((file): Reason => (asItem(file).type === 'image' ? 'media' : 'attachment'))
  lost.push(...parts)
  const parent = asText(message.parentId)
  const time = asTime(message.timestamp)
  if (role !== 'user' && role !== 'assistant') return { parent, step: step(null, ['hidden']), time }
  if (role === 'user') return { parent, step: step(turn(role, text), lost), time }
  const { kept, count } = withoutThoughts(text)
  const of = turn(role, kept, asModel(message.model, message.modelName))
  const reasons = [...lost, ...new Array<Reason>(count).fill('thinking')]
  return { parent, step: step(of, reasons), time, opinion: opinionIn(message) }
}

function opinionIn(message: Item): Opinion | undefined {
  const note = asItem(message.annotation)
  return opinionOf(note.rating, [note.reason, ...asList(note.tags)])
}
