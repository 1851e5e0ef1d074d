// Names the form of an item and reads it. Each form is a file of formats/.
import { asList, type Context, type Draft, type Form, get, isItem } from './drafts'
import { arena } from './formats/arena'
import { chatgpt } from './formats/chatgpt'
import { claude } from './formats/claude'
import { deepseek } from './formats/deepseek'
import { gemini } from './formats/gemini'
import { librechat } from './formats/librechat'
import { oasst } from './formats/oasst'
import { openwebui } from './formats/openwebui'
import { own } from './formats/own'
import { pairs } from './formats/pairs'
import { talks } from './formats/talks'
import { ultrafeedback } from './formats/ultrafeedback'
import { type LeftOut, Refused } from './leftOut'

// The special ones first: the first one that matches reads an item.
const forms: Record<string, Form> = {
  kula: own,
  deepseek,
  chatgpt,
  claude,
  gemini,
  openwebui,
  librechat,
  oasst,
  arena,
  ultrafeedback,
  pairs,
  talks,
}
// The fields of an object that can hold the items of a whole export.
const wrappers = ['conversations', 'chats', 'data', 'items', 'records', 'rows', 'history', 'feedbacks']

// The name of an item's form, or an empty text if none matches.
export function formOf(item: unknown): string {
  return isItem(item) ? (Object.entries(forms).find(([, form]) => form.matches(item))?.[0] ?? '') : ''
}

export function draftsOf(item: unknown, context: Context, leftOut: LeftOut): Iterable<Draft> {
  const form = forms[formOf(item)]
  if (!form || !isItem(item)) throw new Refused('unknown-form')
  return form.drafts(item, context, leftOut)
}

// The items inside an object that wraps a whole export, or the item itself.
export function innerItems(item: unknown): unknown[] {
  if (!isItem(item) || formOf(item)) return [item]
  const lists = wrappers.map((name) => asList(get(item, name)))
  return lists.find((values) => values.some((value) => formOf(value) !== '')) ?? [item]
}
