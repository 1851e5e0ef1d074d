// An answer's text. Until the parser is loaded it is shown as it is.
import type { Root } from 'mdast'
import { memo, useEffect, useMemo, useState } from 'react'
import { Block } from './Block'

// The text stays readable as it is written.
const noParser = () => undefined

let parser: ((text: string) => Root) | null = null

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const [isReady, setReady] = useState(parser !== null)
  useEffect(() => {
    if (parser) return
    void import('./parse').then((loaded) => {
      parser = loaded.parse
      setReady(true)
    }, noParser)
  }, [])
  const tree = useMemo(() => (isReady && parser ? parser(text) : null), [text, isReady])
  if (!tree)
    return (
      <p className="plain-text" dir="auto">
        {text}
      </p>
    )
  return tree.children.map((node, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a growing text keep their places
    <Block key={place} node={node} source={text.slice(node.position?.start.offset, node.position?.end.offset)} />
  ))
})
