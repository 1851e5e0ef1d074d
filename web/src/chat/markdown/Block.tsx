// One block of an answer. A block whose source did not change is not rendered again while the rest is written.
import type { Blockquote, List, RootContent, Table } from 'mdast'
import { createElement, memo } from 'react'
import { useWords } from '../../i18n'
import { CodeBlock } from './CodeBlock'
import { Inline } from './Inline'

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
        return <Quote node={node} />
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

// biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of one block never move
function blocks(children: RootContent[]) {
  return children.map((child, place) => <Block key={place} node={child} source={sourceOf(child)} />)
}

function sourceOf(node: RootContent): string {
  return JSON.stringify(node)
}

function ListBlock({ node }: { node: List }) {
  const items = node.children.map((item, place) => (
    <li key={place}>
      {typeof item.checked === 'boolean' && (item.checked ? '☑ ' : '☐ ')}
      {node.spread || item.children.length > 1 ? (
        blocks(item.children)
      ) : (
        <Inline nodes={item.children.flatMap((child) => (child.type === 'paragraph' ? child.children : []))} />
      )}
    </li>
  ))
  return node.ordered ? (
    <ol dir="auto" start={node.start ?? 1}>
      {items}
    </ol>
  ) : (
    <ul dir="auto">{items}</ul>
  )
}

function Quote({ node }: { node: Blockquote }) {
  return (
    <blockquote className="quote" dir="auto">
      {blocks(node.children)}
    </blockquote>
  )
}

function TableBlock({ node }: { node: Table }) {
  const [head, ...rows] = node.children
  const { t } = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a section is no narrower word for it
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('Table')}>
      <table dir="auto">
        <thead>
          <tr>
            {head?.children.map((cell, place) => (
              <th key={place} scope="col">
                <Inline nodes={cell.children} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <tr key={place}>
              {row.children.map((cell, column) => (
                <td key={column}>
                  <Inline nodes={cell.children} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
// biome-ignore-end lint/suspicious/noArrayIndexKey: as above
