// One block of an answer. A block whose source did not change is not rendered again while the rest is written.
import type { RootContent } from 'mdast'
import { createElement, memo } from 'react'
import { Blocks } from './Blocks'
import { CodeBlock } from './CodeBlock'
import { Inline } from './Inline'
import { ListBlock } from './ListBlock'
import { TableBlock } from './TableBlock'

interface Props {
  node: RootContent
  source: string
}

export const Block = memo(
  function Block({ node }: Props) {
    switch (node.type) {
      case 'paragraph':
        return (
          <p dir="auto">
            <Inline nodes={node.children} />
          </p>
        )
      case 'heading':
        return createElement(`h${Math.min(6, node.depth + 1)}`, { dir: 'auto' }, <Inline nodes={node.children} />)
      case 'code':
        return <CodeBlock code={node.value} language={node.lang ?? ''} />
      case 'list':
        return <ListBlock node={node} />
      case 'blockquote':
        return (
          <blockquote className="quote" dir="auto">
            <Blocks nodes={node.children} />
          </blockquote>
        )
      case 'table':
        return <TableBlock node={node} />
      case 'thematicBreak':
        return <hr />
      case 'html':
        return (
          <p className="plain-text" dir="auto">
            {node.value}
          </p>
        )
      case 'definition':
      case 'footnoteDefinition':
        return null
      default:
        return (
          <p dir="auto">
            <Inline nodes={[node]} />
          </p>
        )
    }
  },
  (before, after) => before.source === after.source && before.node.type === after.node.type,
)
