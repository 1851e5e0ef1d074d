// DeepSeek's export: ChatGPT's tree, with the text in fragments.
import { asItem, asList, asModel, asText, type Form, has, type Item, step, turn } from '../drafts'
import { draftsOfTree, type Node } from '../tree'
import { type Reason, roles } from '../vocabulary'

export const deepseek: Form = {
  matches: (item) => Object.values(asItem(item.mapping)).some((node) => has(asItem(asItem(node).message), 'fragments')),
  *drafts(item, _, leftOut) {
    const nodes = new Map(Object.entries(asItem(item.mapping)).map(([name, node]) => [name, nodeOf(asItem(node))]))
    yield* draftsOfTree(nodes, asText(item.current_node), leftOut)
  },
}

function nodeOf(node: Item): Node {
  const message = asItem(node.message)
  const texts: string[] = []
  const lost: Reason[] = asList(message.files).map(() => 'attachment')
  let role: 'user' | 'assistant' = 'assistant'
  for (const fragment of asList(message.fragments).map(asItem)) {
    const kind = roles.get(asText(fragment.type).toLowerCase()) ?? 'tool'
    if (kind === 'user' || kind === 'assistant') {
      role = kind
      texts.push(asText(fragment.content))
    } else lost.push(kind as Reason)
  }
  const writer = role === 'assistant' ? asModel(message.model) : ''
  const of = texts.length > 0 ? turn(role, texts.join('\n\n'), writer) : null
  return { parent: asText(node.parent), step: step(of, lost), time: 0 }
}
