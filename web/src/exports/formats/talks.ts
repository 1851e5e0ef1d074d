// Talks as lists of messages: OpenAI's, with tools and weights, and ShareGPT's; and instructions with an output.
import { asList, asModel, asText, type Form, get, has, type Item, isItem, type Step, step, turn } from '../drafts'
import { Refused } from '../leftOut'
import { stepsOf } from './messages'

const lists = ['messages', 'conversations', 'conversation', 'dialogue', 'turns', 'items']
const outputs = ['output', 'response', 'answer', 'completion']
const inputs = ['instruction', 'prompt', 'question', 'query']

export const talks: Form = {
  matches: (item) =>
    lists.some((name) => isTalk(get(item, name))) || (textIn(item, inputs) !== '' && textIn(item, outputs) !== ''),
  *drafts(item) {
    const model = asModel(get(item, 'model'), get(item, 'generator'))
    const system = asText(get(item, 'system')) || asText(get(item, 'system_prompt'))
    const start = system ? [step(turn('system', system))] : []
    const name = lists.find((one) => isTalk(get(item, one)))
    const steps = name
      ? stepsOf(item[name]).map((one) => writtenBy(one, model))
      : [...promptOf(item), step(turn('assistant', textIn(item, outputs), model))]
    yield { type: 'talk', steps: [...start, ...steps] }
  },
}

// The instruction of an item: earlier turns if it has some, then the instruction with its input.
export function promptOf(item: Item): Step[] {
  const question = textIn(item, inputs)
  const more = asText(get(item, 'input'))
  const steps: Step[] = []
  for (const pair of asList(get(item, 'history'))) {
    const texts = asList(pair).map(asText)
    if (texts.length !== 2) throw new Refused('unknown-form')
    steps.push(step(turn('user', texts[0] ?? '')), step(turn('assistant', texts[1] ?? '')))
  }
  return [...steps, step(turn('user', question && more ? `${question}\n\n${more}` : question || more))]
}

// Whether a value is a list of messages, and not one of talks.
function isTalk(value: unknown): boolean {
  return (
    Array.isArray(value) && value.every((one) => !isItem(one) || ['role', 'from', 'sender'].some((n) => has(one, n)))
  )
}

function textIn(item: Item, names: string[]): string {
  return names.map((name) => asText(get(item, name))).find((text) => text !== '') ?? ''
}

function writtenBy(one: Step, model: string): Step {
  if (!model || one.turn?.role !== 'assistant' || one.turn.model) return one
  return { ...one, turn: { ...one.turn, model } }
}
