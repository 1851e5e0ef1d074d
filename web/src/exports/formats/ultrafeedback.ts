// UltraFeedback: several answers to one instruction, each with a score. The best is compared with the worst.
import { asItem, asList, asModel, asText, type Form, get, type Item, type Turn, turn } from '../drafts'
import { Refused } from '../leftOut'
import { promptOf } from './talks'

const number = /^-?[0-9]{1,9}(?:[.][0-9]{1,9})?$/
const scores = ['overall_score', 'fine-grained_score', 'score', 'rating']

export const ultrafeedback: Form = {
  matches: (item) =>
    Array.isArray(get(item, 'completions')) &&
    (asText(get(item, 'instruction')) !== '' || asText(get(item, 'prompt')) !== ''),
  *drafts(item) {
    const answers = asList(item.completions).map(asItem)
    const scored = answers.flatMap((answer) => scoreOf(answer).map((score) => ({ answer, score })))
    let [best, worst] = [scored[0], scored[0]]
    for (const one of scored) {
      if (best && one.score > best.score) best = one
      if (worst && one.score < worst.score) worst = one
    }
    if (!best || !worst || best.score === worst.score) throw new Refused('no-difference')
    yield { type: 'choice', prompt: promptOf(item), a: turnOf(best.answer), b: turnOf(worst.answer), outcome: 'a' }
  },
}

// The first score that an answer has, also one that is written as a text; none if it has none.
function scoreOf(answer: Item): number[] {
  const values = scores.map((name) => get(answer, name))
  const score = values.find((value) => typeof value === 'number' || number.test(asText(value)))
  return score === undefined ? [] : [Number(score)]
}

function turnOf(answer: Item): Turn {
  return turn('assistant', asText(answer.response) || asText(answer.text), asModel(answer.model))
}
