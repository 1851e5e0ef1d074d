// Words inside a block. Links lead to http, https and mail only; a picture becomes a link, so that nobody sees who reads.
import type { RootContent } from 'mdast'
import { Piece } from './Piece'

export function Inline({ nodes }: { nodes: RootContent[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line never move
  return nodes.map((node, place) => <Piece key={place} node={node} />)
}
