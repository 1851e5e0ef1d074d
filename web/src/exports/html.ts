// Answers that a program exports as HTML: the text that their reader saw.
const block = /<\/?(?:p|div|h[1-6]|ul|ol|table|pre|blockquote|hr)(?: [^<>]*)?\/?>/gi
const line = /<br ?\/?>|<\/(?:li|tr)>/gi
const listItem = /<li(?: [^<>]*)?>[ \n]{0,200}(?:<p(?: [^<>]*)?>)?/gi
const cell = /<\/t[dh]>[ \n]{0,200}(?=<t[dh][ >])/gi
const tag = /<\/?[A-Za-z][^<>]*>/g
const entity = /&(?:#([0-9]{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([a-z]{2,6}));/g
const entities = new Map(
  Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', hellip: '…', mdash: '—' },
    ...{ ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', rarr: '→', larr: '←' },
    ...{ euro: '€', copy: '©', reg: '®', deg: '°', times: '×', bull: '•', middot: '·' },
  }),
)
// The words on a button over a block of code.
const copy = 'Copy code</button>'

// The text of an answer's HTML: blocks become paragraphs, items of lists get a hyphen, and bars divide cells.
export function plainOf(markup: string): string {
  const lines = markup
    .replaceAll('\r', '')
    .replaceAll(copy, '</button>')
    .replace(listItem, '\n- ')
    .replace(cell, ' | ')
    .replace(block, '\n\n')
    .replace(line, '\n')
    .replace(tag, '')
  const trimmed = lines
    .split('\n')
    .map(withoutEnd)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
  return ends(trimmed.replace(entity, character))
}

function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && text[end - 1] === ' ') end--
  return text.slice(0, end)
}

// A text without spaces and line feeds around it.
function ends(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && ' \n'.includes(text.charAt(start))) start++
  while (end > start && ' \n'.includes(text.charAt(end - 1))) end--
  return text.slice(start, end)
}

// The character of an entity of HTML; the entity itself if it is none of the known ones.
function character(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name) return entities.get(name) ?? whole
  const number = decimal ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16)
  return number > 0 && number < 0x110000 ? String.fromCodePoint(number) : whole
}
