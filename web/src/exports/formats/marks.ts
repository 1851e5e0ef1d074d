// Marks that ChatGPT and LibreChat write into answers: most are buttons for sources, but some are shown as words. A mark
// stands between U+E200 and U+E201. U+E202 divides its fields, of which the first one is its kind. LibreChat writes a mark
// without a kind, or U+E202 with one source. ChatGPT also puts drafts, such as letters, between lines with colons.
import { asItem, isItem } from '../drafts'

const mark = /\ue200([^\ue200\ue201]*)\ue201/g
const buttons =
  /\ue202turn[0-9]{1,6}[a-z]{1,16}[0-9]{1,6}|[\ue200-\ue2ff]|【[0-9]{1,4}(?::[0-9]{1,4})?†[^【】]{0,200}】/g
const escaped = /\\ue20([0-6])/g
const draft = /^:::writing\{[^\n{}]{0,1000}\}[ \t]*$/
const draftEnd = /^[ \t]*:::[ \t]*$/
const links = ['url', 'link_title']
const names = ['entity', 'product_entity']
// Most characters of a field that is looked into.
const most = 4_000

// An answer as its reader saw it: names, titles of links and formulas in place of their marks, no others.
export function withoutMarks(text: string): string {
  const words = text.replace(mark, (_, fields: string) => wordsOf(fields)).replace(buttons, '')
  return words.includes(':::writing') ? withoutFences(words) : words
}

// A text with its marks as characters. LibreChat's models may write them as escape sequences.
export const unescaped = (text: string): string =>
  text.replace(escaped, (_, digit: string) => String.fromCharCode(0xe200 + Number(digit)))

function wordsOf(fields: string): string {
  const [kind = '', field = ''] = fields.split('\ue202', 2)
  if (links.includes(kind)) return field
  if (names.includes(kind)) return nameIn(field)
  return kind === 'genui' ? formulaIn(field) : ''
}

// The second value of a list, which is the name of a thing after its kind; or the field itself if it is plain.
function nameIn(field: string): string {
  const value = parsed(field)
  if (Array.isArray(value)) return typeof value[1] === 'string' ? value[1] : ''
  return field.startsWith('[') || field.startsWith('{') ? '' : field
}

// The formula in a box of ChatGPT; nothing for other boxes.
function formulaIn(field: string): string {
  const value = parsed(field)
  const box = isItem(value) ? Object.entries(value).find(([name]) => name.startsWith('math_block'))?.[1] : undefined
  const content = asItem(box).content
  return typeof content === 'string' ? `$$${content}$$` : ''
}

function parsed(field: string): unknown {
  try {
    return field.length <= most ? JSON.parse(field) : undefined
  } catch {
    return undefined
  }
}

// A text without the lines around drafts.
function withoutFences(text: string): string {
  let inside = false
  const kept = text.split('\n').filter((line) => {
    const begins = draft.test(line)
    const ends = inside && draftEnd.test(line)
    inside = begins || (inside && !ends)
    return !begins && !ends
  })
  return kept.join('\n')
}
