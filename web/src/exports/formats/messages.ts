// One message of a list, as OpenAI, ShareGPT and their relatives write it.
import { asItem, asList, asModel, asText, clean, get, has, type Role, type Step, step, turn } from '../drafts'
import { plainOf } from '../html'
import { Refused } from '../leftOut'
import { folded, type Reason, roles, thoughts } from '../vocabulary'

const textParts = ['text', 'input_text', 'output_text']
const fileParts = ['file', 'input_file', 'document']
const thoughtParts = ['thinking', 'redacted_thinking', 'reasoning', 'thought']
const thoughtFields = ['reasoning_content', 'reasoning', 'thinking']
// How an answer begins that ShareGPT took from ChatGPT's page.
const html = '<div class="markdown '
const think = '<think>'
const alone = '\n</think>\n'

export function stepsOf(messages: unknown): Step[] {
  if (!Array.isArray(messages)) throw new Refused('unknown-form')
  return messages.map(stepOf)
}

// A message {role, content} or {from, value}.
export function stepOf(message: unknown): Step {
  const fields = asItem(message)
  const name = asText(get(fields, 'role')) || asText(get(fields, 'from')) || asText(get(fields, 'sender'))
  const role = roles.get(name.toLowerCase())
  if (role === undefined) throw new Refused('unknown-role')
  if (role === 'tool' || role === 'thinking') return step(null, [role])
  const field = ['content', 'value', 'text'].find((one) => has(fields, one)) ?? 'text'
  let { text, lost } = textOf(get(fields, field))
  lost.push(...asList(get(fields, 'tool_calls')).map((): Reason => 'tool'))
  if (has(fields, 'function_call')) lost.push('tool')
  if (thoughtFields.some((one) => asText(get(fields, one)))) lost.push('thinking')
  if (role === 'assistant') {
    const { kept, count } = withoutThoughts(text.startsWith(html) ? plainOf(text) : text)
    text = kept
    lost = [...lost, ...new Array<Reason>(count).fill('thinking')]
  }
  if (!text && (role !== 'user' || lost.length === 0)) return step(null, lost)
  const weight = get(fields, 'weight')
  const writer = role === 'assistant' ? asModel(get(fields, 'model')) : ''
  return step(turn(role as Role, text, writer, weight !== 0 && weight !== false), lost)
}

// The text of a message's content, which is a text or a list of parts, and a reason for each other part.
export function textOf(value: unknown): { text: string; lost: Reason[] } {
  if (!Array.isArray(value)) return { text: asText(value), lost: [] }
  const texts: string[] = []
  const lost: Reason[] = []
  for (const part of value) {
    const kind = asText(asItem(part).type)
    if (typeof part === 'string') texts.push(part)
    else if (textParts.includes(kind)) texts.push(asText(part.text))
    else if (kind === 'refusal') texts.push(asText(part.refusal))
    else if (thoughtParts.includes(kind)) lost.push('thinking')
    else lost.push(fileParts.includes(kind) ? 'attachment' : kind.includes('tool') ? 'tool' : 'media')
  }
  return { text: texts.filter(Boolean).join('\n\n'), lost }
}

// An answer without its thoughts and without what is folded away, and how many there were.
export function withoutThoughts(answer: string): { kept: string; count: number } {
  let { kept: text, count } = withoutFirst(answer)
  let kept = ''
  let place = 0
  for (let mark = nextFolded(text, 0); mark; mark = nextFolded(text, place)) {
    kept += text.slice(place, mark.begin)
    const end = text.indexOf(mark.closing, mark.begin)
    place = end >= 0 ? end + mark.closing.length : text.length
    count++
  }
  return { kept: kept + text.slice(place), count }
}

// An answer without the thoughts at its beginning. Some templates write the first mark into the prompt, so that only the
// last one stands in the answer, in a line alone.
function withoutFirst(answer: string): { kept: string; count: number } {
  let count = 0
  let place = 0
  for (let closing = opened(answer, 0); closing !== undefined; closing = opened(answer, place)) {
    const end = answer.indexOf(closing, endOfWhite(answer, place))
    place = end >= 0 ? end + closing.length : answer.length
    count++
  }
  const end = `${answer}\n`.indexOf(alone)
  if (count > 0 || end < 0 || answer.slice(0, end).includes(think)) return { kept: answer.slice(place), count }
  return { kept: answer.slice(end + alone.length), count: 1 }
}

// The mark that ends the thoughts that begin at a place, behind white space; none if none do.
function opened(text: string, place: number): string | undefined {
  const start = endOfWhite(text, place)
  return thoughts.find(([opening]) => text.startsWith(opening, start))?.[1]
}

function endOfWhite(text: string, place: number): number {
  let end = place
  while (end < text.length && ' \n\t'.includes(text.charAt(end))) end++
  return end
}

function nextFolded(text: string, place: number): { begin: number; closing: string } | undefined {
  const marks = folded
    .map(([opening, closing]) => ({ begin: text.indexOf(opening, place), closing }))
    .filter(({ begin }) => begin >= 0)
  return marks.sort((one, two) => one.begin - two.begin)[0]
}

// The trimmed texts of steps, to compare the beginnings of talks.
export const textsOf = (steps: Step[]): string =>
  JSON.stringify(steps.map((one) => (one.turn ? clean(one.turn.text) : '')))
