// Which words reach beyond the screen, where nobody can read them.

/** Rows and boxes that are meant to be moved sideways. */
const SIDEWAYS = 'pre, .table-wrap, .pair, .chips-scroll'

export function cutOff(): string[] {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const cut: string[] = []
  while (words.nextNode()) {
    const { parentElement: around, textContent: text } = words.currentNode
    if (!around || !text?.trim() || around.closest(`${SIDEWAYS}, .hidden, svg, script`)) continue
    const range = document.createRange()
    range.selectNode(words.currentNode)
    const { left, right, width } = range.getBoundingClientRect()
    const isCut = width > 0 && (left < -1 || right > innerWidth + 1)
    if (isCut && getComputedStyle(around).textOverflow !== 'ellipsis') cut.push(`cut off: ${text.trim().slice(0, 60)}`)
  }
  return cut
}
