// Preferences: a chosen and a rejected answer, as HH-RLHF, DPO, TRL, LlamaFactory, ms-swift and OpenAI write them; KTO's labels.
import {
  asItem,
  asModel,
  asText,
  clean,
  type Form,
  get,
  has,
  type Item,
  isItem,
  type Step,
  step,
  type Turn,
  turn,
} from '../drafts'
import { Refused } from '../leftOut'
import { stepOf, stepsOf, textsOf } from './messages'
import { promptOf } from './talks'

const sideNames = [
  ['chosen', 'rejected'],
  ['preferred_output', 'non_preferred_output'],
  ['chosen_response', 'rejected_response'],
  ['response_chosen', 'response_rejected'],
] as const
const lists = ['messages', 'conversations', 'conversation']
const labelled = ['completion', 'response', ...lists]
const speaker = /\n\n(Human|Assistant):/

export const pairs: Form = {
  matches: (item) =>
    sidesOf(normal(item)) !== undefined ||
    (typeof get(item, 'label') === 'boolean' && labelled.some((name) => has(item, name))),
  *drafts(given) {
    const item = normal(given)
    const names = sidesOf(item)
    if (!names) {
      const answer = has(item, 'completion') ? item.completion : has(item, 'response') ? item.response : []
      const steps = [...promptIn(item), ...sideOf(answer)]
      yield {
        type: 'rated',
        steps: [...systemOf(item, steps), ...steps],
        opinion: { rating: item.label ? 1 : -1, reasons: [] },
      }
      return
    }
    const score = get(item, 'score_chosen')
    if (score !== undefined && score !== null && score === get(item, 'score_rejected'))
      throw new Refused('no-difference')
    const [chosen, rejected] = [sideOf(item[names[0]]), sideOf(item[names[1]])]
    const [a, b] = [answerOf(chosen, writerOf(item, names[0])), answerOf(rejected, writerOf(item, names[1]))]
    let prompt = promptIn(item)
    if (chosen.length > 1 || rejected.length > 1) {
      if (textsOf(chosen.slice(0, -1)) !== textsOf(rejected.slice(0, -1))) throw new Refused('different-prompts')
      const holdsPrompt = textsOf(chosen.slice(0, prompt.length)) === textsOf(prompt)
      prompt = holdsPrompt ? chosen.slice(0, -1) : [...prompt, ...chosen.slice(0, -1)]
    }
    yield { type: 'choice', prompt: [...systemOf(item, prompt), ...prompt], a, b, outcome: 'a' }
  },
}

// An item of ms-swift, whose messages end with the chosen answer, with its answers under the usual names.
function normal(item: Item): Item {
  const messages = get(item, 'messages')
  const named = get(item, 'rejected_messages')
  const other = isSomething(named) ? named : get(item, 'rejected_response')
  if (!Array.isArray(messages) || messages.length === 0 || !isSomething(other)) return item
  if (typeof other !== 'string' && !Array.isArray(other)) return item
  const last = { role: 'assistant', content: other }
  const rejected = typeof other === 'string' ? [...messages.slice(0, -1), last] : other
  return { ...item, messages: null, chosen: messages, rejected }
}

// The system message that stands beside the prompt, unless the prompt begins with one.
function systemOf(item: Item, steps: Step[]): Step[] {
  const text = asText(get(item, 'system')) || asText(get(item, 'system_prompt'))
  return text && steps[0]?.turn?.role !== 'system' ? [step(turn('system', text))] : []
}

// Whether a value says something, as Python tells it: no empty text, list or object.
function isSomething(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return isItem(value) ? Object.keys(value).length > 0 : Boolean(value)
}

function sidesOf(item: Item): readonly [string, string] | undefined {
  return sideNames.find((names) => names.every((name) => isSomething(get(item, name))))
}

const writerOf = (item: Item, name: string): string => asModel(get(item, `${name}_model`), get(item, `${name}-model`))

// What stands before the answers, if the item tells it apart.
function promptIn(item: Item): Step[] {
  const input = asItem(get(item, 'input'))
  const prompt = has(input, 'messages') ? input.messages : get(item, 'prompt')
  if (Array.isArray(prompt)) return stepsOf(prompt)
  const name = lists.find((one) => Array.isArray(get(item, one)))
  if (name) return stepsOf(item[name])
  const text = asText(prompt)
  if (text && speaker.test(`\n\n${text}`)) return transcript(text)
  const steps = promptOf(item)
  return steps.at(-1)?.turn?.text ? steps : []
}

// One of the answers: a text, a transcript, a message, or a list of messages that may begin with the prompt.
function sideOf(value: unknown): Step[] {
  if (Array.isArray(value)) return stepsOf(value)
  if (isItem(value)) return [stepOf(value)]
  const text = asText(value)
  return text.search(speaker) === 0 ? transcript(text) : [step(turn('assistant', text))]
}

// The turns of a talk that is written as one text, with the speakers' names before their words.
function transcript(text: string): Step[] {
  const pieces = `\n\n${clean(text)}`.split(speaker)
  const steps: Step[] = []
  for (let index = 1; index + 1 < pieces.length; index += 2) {
    const words = pieces[index + 1] ?? ''
    const role = pieces[index] === 'Human' ? 'user' : 'assistant'
    if (clean(words) || role === 'user') steps.push(step(turn(role, words)))
  }
  return steps
}

export function answerOf(steps: Step[], writer: string): Turn {
  const last = steps.at(-1)?.turn
  if (last?.role !== 'assistant') throw new Refused('no-answer')
  return turn('assistant', last.text, last.model || writer)
}
