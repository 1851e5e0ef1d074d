// A list of an answer. Its items may have ticks.
import type { List } from 'mdast'
import { Blocks } from './Blocks'
import { Inline } from './Inline'

export function ListBlock({ node }: { node: List }) {
  const items = node.children.map((item, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one block never move
    <li key={place}>
      {typeof item.checked === 'boolean' && (item.checked ? '☑ ' : '☐ ')}
      {node.spread || item.children.length > 1 ? (
        <Blocks nodes={item.children} />
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
