// One message of a list, as OpenAI, ShareGPT and their relatives write it.
import { asItem, asList, asModel, asText, clean, get, has, type Role, type Step, step, turn } from '../drafts'
import { Refused } from '../leftOut'
import { type Reason, roles } from '../vocabulary'

const textParts = ['text', 'input_text', 'output_text']
const fileParts = ['file', 'input_file', 'document']
const thoughts = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  [':::thinking', '\n:::'],
] as const
const details = ['<details type="reasoning"', '<details type="tool_calls"', '<details type="code_interpreter"']
const endOfDetails = '</details>'

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
  if (asText(get(fields, 'reasoning_content'))) lost.push('thinking')
  if (role === 'assistant') {
    const { kept, count } = withoutThoughts(text)
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
    else lost.push(fileParts.includes(kind) ? 'attachment' : kind.includes('tool') ? 'tool' : 'media')
  }
  return { text: texts.filter(Boolean).join('\n\n'), lost }
}

// An answer without the thoughts at its beginning and without folded details, and how many there were.
export function withoutThoughts(answer: string): { kept: string; count: number } {
  let text = answer
  let count = 0
  for (const [opening, closing] of thoughts) {
    const start = text.replace(/^[ \n\t]+/, '')
    if (!start.startsWith(opening)) continue
    const end = start.indexOf(closing)
    text = end >= 0 ? start.slice(end + closing.length) : ''
    count++
  }
  let kept = ''
  let place = 0
  for (let begin = detailsFrom(text, 0); begin >= 0; begin = detailsFrom(text, place)) {
    kept += text.slice(place, begin)
    const end = text.indexOf(endOfDetails, begin)
    place = end >= 0 ? end + endOfDetails.length : text.length
    count++
  }
  return { kept: kept + text.slice(place), count }
}

function detailsFrom(text: string, place: number): number {
  const places = details.map((mark) => text.indexOf(mark, place)).filter((at) => at >= 0)
  return places.length > 0 ? Math.min(...places) : -1
}

// The trimmed texts of steps, to compare the beginnings of talks.
export const textsOf = (steps: Step[]): string =>
  JSON.stringify(steps.map((one) => (one.turn ? clean(one.turn.text) : '')))
