// Google's list of activities with Gemini, from Takeout: one question with one answer per item, the answer as HTML.
import { asItem, asList, asText, clean, type Form, get, has, type Item, step, turn } from '../drafts'
import { Refused } from '../leftOut'
import { geminiTitles, type Reason } from '../vocabulary'

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
const attached = / ?Attached [0-9]{1,3} files?\.[^\n]{0,20}$/

export const gemini: Form = {
  matches: (item) => has(item, 'title') && /Gemini|Bard/.test(products(item)),
  *drafts(item) {
    const answers = get(item, 'safeHtmlItem')
    const parts = (Array.isArray(answers) ? answers : [answers]).map(asItem)
    const answer = parts.map((part) => plain(asText(part.html) || asText(part.htmlValue))).join('\n\n')
    const title = asText(item.title)
    const verb = geminiTitles.find((one) => title.startsWith(one))
    if (!clean(answer)) throw new Refused('no-answer')
    if (verb === undefined) throw new Refused('unknown-form')
    const question = title.slice(verb.length)
    const words = question.replace(attached, '')
    const images = asList(item.imageFile).length || Number(asText(item.imageFile) !== '')
    const files = (asList(item.attachedFiles).length || Number(words !== question)) + images
    const media = new Array<Reason>(files).fill('media')
    const model = products(item).includes('Gemini') ? 'Gemini' : 'Bard'
    yield { type: 'talk', steps: [step(turn('user', words), media), step(turn('assistant', answer, model))] }
  },
}

const products = (item: Item): string => [item.header, ...asList(item.products)].map(asText).join(' ')

// The text of an answer's HTML: blocks become paragraphs, items of lists get a hyphen, and bars divide cells.
function plain(markup: string): string {
  const lines = markup
    .replaceAll('\r', '')
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
