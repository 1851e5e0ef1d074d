// The blocks inside a block, such as those of a quotation.
import type { RootContent } from 'mdast'
import { Block } from './Block'

export function Blocks({ nodes }: { nodes: RootContent[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one block never move
  return nodes.map((node, place) => <Block key={place} node={node} source={JSON.stringify(node)} />)
}
