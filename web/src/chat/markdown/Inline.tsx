// Words inside a block. Links lead to http, https and mail only; a picture becomes a link, so that nobody sees who reads.
import type { RootContent } from 'mdast'

const SAFE = /^(https?:|mailto:)/i

export function Inline({ nodes }: { nodes: RootContent[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one line never move
  return nodes.map((node, place) => <Piece key={place} node={node} />)
}

function Piece({ node }: { node: RootContent }) {
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

function Anchor({ url, children }: { url: string; children: React.ReactNode }) {
  if (!SAFE.test(url)) return <span>{children}</span>
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
