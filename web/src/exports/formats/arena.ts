// Chatbot Arena: two talks with two models, and who won. The winner may be neither.
import type { Outcome } from '@kula/client/content'
import { asList, asModel, asText, type Form, get, has, type Item, type Step, step, turn } from '../drafts'
import { Refused } from '../leftOut'
import { outcomes } from '../vocabulary'
import { stepsOf, textsOf } from './messages'
import { answerOf } from './pairs'

const flags = { winner_model_a: 'a', winner_model_b: 'b', winner_tie: 'tie' }

export const arena: Form = {
  matches: (item) =>
    (Array.isArray(get(item, 'conversation_a')) && Array.isArray(get(item, 'conversation_b'))) ||
    (has(item, 'response_a') && has(item, 'response_b')),
  *drafts(item) {
    const flagged = Object.entries(flags).find(([flag]) => get(item, flag) === 1 || get(item, flag) === true)
    const outcome = outcomes.get(asText(get(item, 'winner')).toLowerCase()) ?? flagged?.[1]
    if (!outcome) throw new Refused('no-difference')
    const [one, two] = [talkOf(item, 'a'), talkOf(item, 'b')]
    const same = textsOf(one.slice(0, -1)) === textsOf(two.slice(0, -1))
    if (one.length === 0 || two.length === 0 || !same) throw new Refused('different-prompts')
    const a = answerOf(one, asModel(get(item, 'model_a')))
    const b = answerOf(two, asModel(get(item, 'model_b')))
    yield { type: 'choice', prompt: one.slice(0, -1), a, b, outcome: outcome as Outcome }
  },
}

// One side's talk: a list of messages, or its answers to the prompts that both sides have.
function talkOf(item: Item, side: 'a' | 'b'): Step[] {
  const talk = get(item, `conversation_${side}`)
  if (Array.isArray(talk)) return stepsOf(talk)
  const prompts = turnsOf(get(item, 'prompt'))
  const answers = turnsOf(get(item, `response_${side}`))
  if (prompts.length !== answers.length) throw new Refused('different-prompts')
  return prompts.flatMap((prompt, index) => [step(turn('user', prompt)), step(turn('assistant', answers[index] ?? ''))])
}

// One text, or the texts of a JSON list that is written as a text.
function turnsOf(value: unknown): string[] {
  const text = asText(value)
  if (!text.startsWith('[')) return [text]
  try {
    return asList(JSON.parse(text)).map(asText)
  } catch {
    return [text]
  }
}
