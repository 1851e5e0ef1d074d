// Anthropic's export of Claude: a list of messages per conversation, each of blocks. Edited messages make a tree.
import { asItem, asList, asModel, asText, type Form, get, type Item, type Step, step, turn } from '../drafts'
import { draftsOfTree, type Node } from '../tree'
import { type Reason, roles } from '../vocabulary'
import { withoutThoughts } from './messages'

const blockReasons = new Map<string, Reason>([
  ['thinking', 'thinking'],
  ['redacted_thinking', 'thinking'],
  ['tool_use', 'tool'],
  ['tool_result', 'tool'],
  ['image', 'media'],
  ['document', 'attachment'],
  ['file', 'attachment'],
])
const noBlock = '```\nThis block is not supported on your current device yet.\n```'
const noWords = ['token_budget', 'flag', 'voice_note']
// How the id begins that the first message names as the one before it.
const root = '00000000-0000-'

export const claude: Form = {
  matches: (item) => Array.isArray(get(item, 'chat_messages')),
  *drafts(item, _, leftOut) {
    const messages = asList(item.chat_messages).map(asItem)
    const names = messages.map((message, index) => asText(message.uuid) || String(index))
    const known = new Set(names)
    const model = asModel(item.model)
    const nodes = new Map<string, Node>()
    let before = ''
    for (const [index, message] of messages.entries()) {
      const parent = asText(message.parent_message_uuid)
      const name = names[index] ?? ''
      const linked = known.has(parent) || parent.startsWith(root)
      nodes.set(name, { parent: linked ? parent : before, step: stepOf(message, model), time: 0 })
      before = name
    }
    yield* draftsOfTree(nodes, asText(item.current_leaf_message_uuid) || (names.at(-1) ?? ''), leftOut)
  },
}

function stepOf(message: Item, model: string): Step {
  const role = roles.get(asText(message.sender))
  const blocks = asList(message.content).map(asItem)
  const said = blocks.length > 0 ? textOf(blocks) : plainOf(asText(message.text))
  const { kept: text, count } = role === 'assistant' ? withoutThoughts(said.text) : { kept: said.text, count: 0 }
  const lost = [...said.lost, ...new Array<Reason>(count).fill('thinking')]
  lost.push(
    ...asList(message.attachments).map((): Reason => 'attachment'),
    ...asList(message.files).map((): Reason => 'media'),
  )
  if (role !== 'user' && role !== 'assistant') return step(null, ['hidden'])
  if (!text && lost.length === 0) return step(null)
  return step(turn(role, text, role === 'assistant' ? asModel(message.model, model) : ''), lost)
}

// The text of a message without blocks, and a reason for each mark that stands where the export left a block out.
function plainOf(text: string): { text: string; lost: Reason[] } {
  const parts = text.split(noBlock)
  return { text: parts.join(''), lost: new Array<Reason>(parts.length - 1).fill('tool') }
}

// The text of the blocks, and a reason for each block that is none. Texts around another block are paragraphs.
function textOf(blocks: Item[]): { text: string; lost: Reason[] } {
  const texts: string[] = []
  const lost: Reason[] = []
  let apart = true
  for (const block of blocks) {
    const kind = asText(block.type)
    if (kind === 'text') {
      if (apart || texts.length === 0) texts.push(asText(block.text))
      else texts[texts.length - 1] += asText(block.text)
      apart = false
    } else if (!noWords.includes(kind)) {
      lost.push(blockReasons.get(kind) ?? 'hidden')
      apart = true
    }
  }
  return { text: texts.filter(Boolean).join('\n\n'), lost }
}
