// Trees of Open Assistant: wherever a question has several ranked answers, the best is compared with the worst. Its flat
// files hold a message per row, which names the message before it. They are put together as trees once all are read.
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
import { type LeftOut, Refused } from '../leftOut'
import { limits, roles } from '../vocabulary'

export const oasst: Form = {
  matches: (item) => isRow(item) || (has(item, 'message_tree_id') && isItem(get(item, 'prompt'))),
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

interface Row extends Item {
  message_id: string
  parent_id: string | null
  replies: Row[]
}

// Whether an item is a message of a flat file.
export function isRow(item: unknown): item is Row {
  if (!isItem(item)) return false
  const { message_id: id, parent_id: parent, text, role } = item
  const isNamed = typeof id === 'string' && (parent === null || typeof parent === 'string')
  return isNamed && typeof text === 'string' && (role === 'prompter' || role === 'assistant')
}

// The messages of a flat file until it is read to its end.
export class Rows {
  readonly #rows = new Map<string, { number: number; row: Row }>()

  take(number: number, item: Row, leftOut: LeftOut): void {
    if (this.#rows.size >= limits.rows) leftOut.add('too-large')
    else if (!this.#rows.has(item.message_id))
      this.#rows.set(item.message_id, { number, row: { ...item, replies: [] } })
  }

  // The number of each first message, and its tree. Counts messages that belong to none.
  *trees(leftOut: LeftOut): Generator<[number, Item]> {
    const all = [...this.#rows.values()]
    const first = all.filter(({ row }) => !row.parent_id)
    for (const { row } of all) this.#rows.get(row.parent_id ?? '')?.row.replies.push(row)
    let lost = all.length
    const waiting: [Row, number][] = first.map(({ row }) => [row, 1])
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [row, depth] = next
      lost--
      if (depth === limits.messages) row.replies = []
      for (const reply of row.replies) waiting.push([reply, depth + 1])
    }
    leftOut.add('no-question', lost)
    for (const { number, row } of first) yield [number, { message_tree_id: row.message_id, prompt: row }]
  }
}

function turnOf(message: Item): Turn {
  const role = roles.get(asText(message.role))
  if (role !== 'user' && role !== 'assistant') throw new Refused('unknown-role')
  return turn(role, asText(message.text), asModel(message.model_name))
}
