// OpenAI's export of ChatGPT: a tree of messages per conversation, and the person's thumbs in a file of their own.
import {
  asItem,
  asList,
  asModel,
  asText,
  asTime,
  type Context,
  type Form,
  get,
  type Item,
  isItem,
  type Opinion,
  opinionOf,
  type Step,
  step,
  turn,
} from '../drafts'
import { draftsOfTree, type Node } from '../tree'
import type { Reason } from '../vocabulary'
import { withoutMarks } from './marks'

const thoughts = ['thoughts', 'reasoning_recap']
const texts = ['text', 'multimodal_text', '']
const hiddenMarks = ['is_visually_hidden_from_conversation', 'is_user_system_message']
const hidden = ['user_editable_context', 'model_editable_context', 'system_error']

export const chatgpt: Form = {
  matches: (item) => isItem(get(item, 'mapping')),
  *drafts(item, context, leftOut) {
    const opinions = new Map([...take(context, item.conversation_id), ...take(context, item.id)])
    const model = asModel(item.default_model_slug)
    const mapping = Object.entries(asItem(item.mapping)).map(([name, node]) => [name, asItem(node)] as const)
    const nodes = new Map(mapping.map(([name, node]) => [name, nodeOf(node, model)]))
    const answers = [...nodes.values()].filter((node) => node.step.turn?.role === 'assistant')
    const placed = new Set<string>()
    for (const [name, node] of mapping) {
      const message = asText(asItem(node.message).id)
      const opinion = opinions.get(name) ?? opinions.get(message)
      const answer = nodes.get(name)
      if (!opinion || answer?.step.turn?.role !== 'assistant') continue
      answer.opinion = opinion
      placed.add(name).add(message)
    }
    const [only, ...more] = answers
    for (const [answer, opinion] of opinions) {
      if (placed.has(answer)) continue
      if (only && more.length === 0 && !only.opinion) only.opinion = opinion
      else leftOut.add('thumb-without-answer')
    }
    yield* draftsOfTree(nodes, asText(item.current_node), leftOut)
  },
}

// Keeps the opinion in an item of message_feedback.json.
export function keepOpinion(context: Context, item: Item): void {
  let tags: unknown[] = []
  try {
    tags = asList(asItem(JSON.parse(asText(item.content) || '{}')).tags)
  } catch {
    tags = []
  }
  const opinion = opinionOf(item.rating, tags)
  if (!opinion) return
  const talk = asText(item.conversation_id)
  const answers = context.get(talk) ?? new Map<string, Opinion>()
  context.set(talk, answers.set(asText(item.message_id) || asText(item.id), opinion))
}

function take(context: Context, id: unknown): Map<string, Opinion> {
  const name = asText(id)
  const opinions = name ? context.get(name) : undefined
  if (opinions) context.delete(name)
  return opinions ?? new Map()
}

function nodeOf(node: Item, model: string): Node {
  const message = asItem(node.message)
  return { parent: asText(node.parent), step: stepOf(message, model), time: asTime(message.create_time) }
}

function stepOf(message: Item, model: string): Step {
  const content = asItem(message.content)
  const metadata = asItem(message.metadata)
  const role = asText(asItem(message.author).role)
  const kind = asText(content.content_type)
  if (Object.keys(content).length === 0) return step(null)
  if (
    role === 'tool' ||
    !(message.recipient === undefined || message.recipient === null || message.recipient === 'all')
  )
    return step(null, ['tool'])
  if (thoughts.includes(kind) || message.channel === 'analysis') return step(null, ['thinking'])
  if (hiddenMarks.some((mark) => metadata[mark] === true) || hidden.includes(kind)) return step(null, ['hidden'])
  if (role !== 'user' && role !== 'assistant') return step(null, ['hidden'])
  if (!texts.includes(kind)) return step(null, ['tool'])
  const { words, lost } = partsOf(asList(content.parts))
  // A picture stands among the parts too.
  const pictures = lost.filter((reason) => reason === 'media').length
  for (let left = asList(metadata.attachments).length - pictures; left > 0; left--) lost.push('attachment')
  const text = role === 'assistant' ? withoutMarks(words) : words
  if (!text && lost.length === 0) return step(null)
  return step(turn(role, text, role === 'assistant' ? asModel(metadata.model_slug, model) : ''), lost)
}

// The texts of a message, spoken ones too, and a reason for each part that is none. A voice's sound is no loss.
function partsOf(parts: unknown[]): { words: string; lost: Reason[] } {
  const found: string[] = []
  const lost: Reason[] = []
  const spoken = parts.some((part) => asItem(part).content_type === 'audio_transcription')
  for (const part of parts) {
    const kind = asText(asItem(part).content_type)
    if (typeof part === 'string') found.push(part)
    else if (kind === 'audio_transcription') found.push(asText(asItem(part).text))
    else if (part !== null && !(spoken && kind.includes('audio'))) lost.push('media')
  }
  return { words: found.filter(Boolean).join('\n\n'), lost }
}
