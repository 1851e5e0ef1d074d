// One part of a line of an answer. A picture becomes a link, so that nobody sees who reads.
import type { RootContent } from 'mdast'
import { Anchor } from './Anchor'
import { Inline } from './Inline'

export function Piece({ node }: { node: RootContent }) {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value
    case 'strong':
      return (
        <strong>
          <Inline nodes={node.children} />
        </strong>
      )
    case 'emphasis':
      return (
        <em>
          <Inline nodes={node.children} />
        </em>
      )
    case 'delete':
      return (
        <s>
          <Inline nodes={node.children} />
        </s>
      )
    case 'inlineCode':
      return <code>{node.value}</code>
    case 'break':
      return <br />
    case 'link':
      return (
        <Anchor url={node.url}>
          <Inline nodes={node.children} />
        </Anchor>
      )
    case 'image':
      return <Anchor url={node.url}>{node.alt || node.url}</Anchor>
    case 'footnoteReference':
      return `[${node.identifier}]`
    default:
      return 'children' in node ? (
        <Inline nodes={node.children as RootContent[]} />
      ) : 'value' in node ? (
        node.value
      ) : null
  }
}
