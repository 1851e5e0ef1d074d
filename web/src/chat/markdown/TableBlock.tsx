// A table of an answer. A wide one scrolls by itself.
import type { Table } from 'mdast'
import { useWords } from '../../i18n'
import { Inline } from './Inline'

// biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of one block never move
export function TableBlock({ node }: { node: Table }) {
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
