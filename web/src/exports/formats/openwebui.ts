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
import { withoutThoughts } from './messages'

export const openwebui: Form = {
  matches: (item) => has(item, 'snapshot') || historyOf(item) !== undefined,
  *drafts(item, _, leftOut) {
    if (has(item, 'snapshot')) yield* feedback(item)
    else yield* draftsOfTree(nodesOf(item), asText(historyOf(item)?.currentId), leftOut)
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

function nodeOf(message: Item): Node {
  const role = asText(message.role)
  const lost = asList(message.files).map((file): Reason => (asItem(file).type === 'image' ? 'media' : 'attachment'))
  const parent = asText(message.parentId)
  const time = asTime(message.timestamp)
  if (role !== 'user' && role !== 'assistant') return { parent, step: step(null, ['hidden']), time }
  if (role === 'user') return { parent, step: step(turn(role, asText(message.content)), lost), time }
  const { kept, count } = withoutThoughts(asText(message.content))
  const of = turn(role, kept, asModel(message.model, message.modelName))
  const reasons = [...lost, ...new Array<Reason>(count).fill('thinking')]
  return { parent, step: step(of, reasons), time, opinion: opinionIn(message) }
}

function opinionIn(message: Item): Opinion | undefined {
  const note = asItem(message.annotation)
  return opinionOf(note.rating, [note.reason, ...asList(note.tags)])
}
