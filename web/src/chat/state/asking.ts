// What a person does in a chat: ask, ask again, edit, compare, choose, correct, go on.

import { write } from './answering'
import { chat, put, update } from './chats'
import { draw } from './draw'
import { add, type Chat, change, choose, pairOf, setDraft, type Turn } from './talk'

function turn(parent: string | null, role: Turn['role'], content: string, more: Partial<Turn> = {}): Turn {
  const state = role === 'user' ? 'complete' : 'writing'
  return { id: crypto.randomUUID(), parent, role, content, at: Date.now(), state, ...more }
}

/** Asks below `parent`, in one answer or two. */
export function ask(chatNow: Chat, parent: string | null, text: string, isPair: boolean): void {
  const question = turn(parent, 'user', text.trim())
  put({ ...add(chatNow, question), draft: '' })
  if (isPair) compare(chatNow.id, question.id)
  else again(chatNow.id, question.id)
}

/** Writes another answer to a question. */
export function again(chatId: string, question: string): void {
  const answer = turn(question, 'assistant', '')
  update(chatId, (now) => add(now, answer))
  void write(chatId, answer.id, others(chatId, question) > 1 ? draw() : {})
}

function others(chatId: string, question: string): number {
  return Object.values(chat(chatId)?.turns ?? {}).filter((one) => one.parent === question).length
}

/** Writes the same answer again, which a busy gateway has refused. */
export function retry(chatId: string, answer: string): void {
  update(chatId, (now) => change(now, answer, { state: 'writing', problem: undefined }))
  void write(chatId, answer)
}

/** Has two answers written to a question, side by side. The gateway draws what makes them, and in which order. */
export function compare(chatId: string, question: string): void {
  const at = Date.now()
  const a = turn(question, 'assistant', '', { at })
  const b = turn(question, 'assistant', '', { at: at + 1 })
  update(chatId, (now) => {
    const both = add(add(now, { ...b, against: a.id }), { ...a, against: b.id })
    return both
  })
  import('./pairing')
    .then(({ writePair }) => writePair(chatId, a.id, b.id))
    .catch(() => {
      for (const { id } of [a, b]) update(chatId, (now) => change(now, id, { state: 'broken', problem: 'unreachable' }))
    })
}

/** Ends a pair: `kept` is shown from now on, and both are ordinary answers. */
export function settle(chatId: string, question: Turn, kept: Turn): void {
  update(chatId, (now) => {
    const pair = pairOf(now, question) ?? []
    const freed = pair.reduce((next, one) => change(next, one.id, { against: undefined }), now)
    return choose(freed, kept)
  })
}

/** Edits a question: the new one is a branch of its own. */
export function edit(chatId: string, question: Turn, text: string): void {
  update(chatId, (now) => setDraft(now, question.id, null))
  const now = chat(chatId)
  if (now) ask({ ...now }, question.parent, text, false)
}

/** Puts the person's own text in an answer's place. The talk goes on from it. */
export function correct(chatId: string, answer: Turn, text: string): void {
  const fixed = turn(answer.parent, 'assistant', text.trim(), { state: 'corrected', corrects: answer.id })
  update(chatId, (now) => add(setDraft(now, answer.id, null), fixed))
}

/** Undoes a correction: the answer that it corrected is shown again. */
export function uncorrect(chatId: string, answer: Turn, text: string): void {
  update(chatId, (now) => {
    const fixed = Object.values(now.turns).find((one) => one.corrects === answer.id && one.content === text.trim())
    const back = now.turns[answer.id]
    if (!fixed || !back) return now
    const { [fixed.id]: _, ...turns } = now.turns
    return setDraft(choose({ ...now, turns }, back), answer.id, text)
  })
}
