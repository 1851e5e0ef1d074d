// The tree of a chat: branches keep every version, and only what was asked and answered is sent.
import { describe, expect, it } from 'vitest'
import {
  add,
  branches,
  type Chat,
  choose,
  emptyChat,
  matches,
  messages,
  pairOf,
  path,
  pathTo,
  readChat,
  type Turn,
} from './talk'

const turn = (
  id: string,
  parent: string | null,
  role: Turn['role'],
  content: string,
  more: Partial<Turn> = {},
): Turn => ({ id, parent, role, content, at: Number(id.replace(/\D/g, '')), state: 'complete', ...more })
const talk = [
  turn('1', null, 'user', 'Why?'),
  turn('2', '1', 'assistant', 'Because.'),
  turn('3', '2', 'user', 'And?'),
].reduce<Chat>(add, emptyChat('c', null, 0))
const texts = (turns: Turn[]) => turns.map(({ content }) => content)

describe('talk', () => {
  it('shows the newest branch, and every older one stays', () => {
    const again = add(talk, turn('4', '1', 'assistant', 'For no reason.'))
    expect(texts(path(again))).toEqual(['Why?', 'For no reason.'])
    const second = again.turns['2'] as Turn
    expect(branches(again, second).map(({ id }) => id)).toEqual(['2', '4'])
    expect(texts(path(choose(again, second)))).toEqual(['Why?', 'Because.', 'And?'])
  })

  it('an edited first question is a branch too', () => {
    const edited = add(talk, turn('5', null, 'user', 'How?'))
    expect(texts(path(edited))).toEqual(['How?'])
    expect(branches(edited, edited.turns['5'] as Turn)).toHaveLength(2)
  })

  it('what is sent for a turn are its parents, without empty answers', () => {
    const broken = add(talk, turn('6', '3', 'assistant', ''))
    expect(texts(pathTo(broken, '6'))).toEqual(['Why?', 'Because.', 'And?', ''])
    expect(messages(pathTo(broken, '6')).map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
  })

  it('a pair is no branch until it is decided', () => {
    const b = turn('8', '3', 'assistant', 'B', { against: '7' })
    const a = turn('7', '3', 'assistant', 'A', { against: '8' })
    const both = add(add(talk, b), a)
    expect(pairOf(both, both.turns['3'] as Turn)?.map(({ id }) => id)).toEqual(['7', '8'])
    expect(branches(both, a)).toHaveLength(1)
  })

  it('finds every word of a search, in any order', () => {
    expect(matches(talk, 'and why')).toBe(true)
    expect(matches(talk, 'why not')).toBe(false)
  })

  it('takes no damaged chat from storage, and fills in what old ones lack', () => {
    expect(readChat({ id: 'x', turns: { a: {} }, chosen: {} })).toBeNull()
    expect(readChat('chat')).toBeNull()
    const { drafts: _, ...old } = talk
    expect(readChat(old)?.drafts).toEqual({})
  })
})
