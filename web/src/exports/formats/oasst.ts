// Trees of Open Assistant: wherever a question has several ranked answers, the best is compared with the worst.
import {
  asItem,
  asList,
  asModel,
  asText,
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
import { roles } from '../vocabulary'

export const oasst: Form = {
  matches: (item) => has(item, 'message_tree_id') && isItem(get(item, 'prompt')),
  *drafts(item) {
    const waiting: [Item, Step[]][] = [[asItem(item.prompt), []]]
    let count = 0
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const steps = [...next[1], step(turnOf(next[0]))]
      const replies = asList(next[0].replies)
        .map(asItem)
        .filter((reply) => reply.deleted !== true)
      const ranked = replies.filter((reply) => Number.isInteger(reply.rank))
      ranked.sort((one, two) => Number(one.rank) - Number(two.rank))
      const [best, worst] = [ranked[0], ranked.at(-1)]
      if (best && worst && best.rank !== worst.rank && turnOf(best).role === 'assistant') {
        count++
        yield { type: 'choice', prompt: steps, a: turnOf(best), b: turnOf(worst), outcome: 'a' }
      }
      for (const reply of [...replies].reverse()) waiting.push([reply, steps])
    }
    if (count === 0) throw new Refused('no-difference')
  },
}

function turnOf(message: Item): Turn {
  const role = roles.get(asText(message.role))
  if (role !== 'user' && role !== 'assistant') throw new Refused('unknown-role')
  return turn(role, asText(message.text), asModel(message.model_name))
}
