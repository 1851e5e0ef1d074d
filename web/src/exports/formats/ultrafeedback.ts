// UltraFeedback: several answers to one instruction, each with a score. The best is compared with the worst.
import { asItem, asList, asModel, asText, type Form, get, type Item, type Turn, turn } from '../drafts'
import { Refused } from '../leftOut'
import { promptOf } from './talks'

const scores = ['overall_score', 'fine-grained_score', 'score', 'rating']

export const ultrafeedback: Form = {
  matches: (item) =>
    Array.isArray(get(item, 'completions')) &&
    (asText(get(item, 'instruction')) !== '' || asText(get(item, 'prompt')) !== ''),
  *drafts(item) {
    const scored = asList(item.completions)
      .map(asItem)
      .filter((answer) => scoreOf(answer) !== 0)
    let [best, worst] = [scored[0], scored[0]]
    for (const answer of scored) {
      if (best && scoreOf(answer) > scoreOf(best)) best = answer
      if (worst && scoreOf(answer) < scoreOf(worst)) worst = answer
    }
    if (!best || !worst || scoreOf(best) === scoreOf(worst)) throw new Refused('no-difference')
    yield { type: 'choice', prompt: promptOf(item), a: turnOf(best), b: turnOf(worst), outcome: 'a' }
  },
}

// The first score that an answer has; 0 if it has none.
function scoreOf(answer: Item): number {
  const values = scores.map((name) => get(answer, name))
  return values.find((value): value is number => typeof value === 'number') ?? 0
}

function turnOf(answer: Item): Turn {
  return turn('assistant', asText(answer.response) || asText(answer.text), asModel(answer.model))
}
