// What this device keeps of chats: drafts survive a reload, a search finds every word, and a deleted chat is gone.
import { beforeEach, expect, it, vi } from 'vitest'
import { all, damaged, health, keep, reopen } from '../../storage/database'
import { chats, loadChats, put, remove, removeAll, save } from './chats'
import { draftChat, keepDraft, NEW } from './draftChat'
import { add, type Chat, emptyChat, matches, readChat, setDraft } from './talk'

const OWNER = '0x0000000000000000000000000000000000000001'

function chatOf(id: string, owner: string | null, text: string): Chat {
  return add(emptyChat(id, owner, 1), {
    id: `${id}-1`,
    parent: null,
    role: 'user',
    content: text,
    at: 1,
    state: 'complete',
  })
}

async function reload(): Promise<void> {
  await save()
  chats.set({})
  reopen()
  await loadChats()
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  chats.set({})
})

it('a question, a correction and an edit that are being written survive a reload', async () => {
  keepDraft(NEW, 'Half a quest')
  put(setDraft(chatOf('a', null, 'Hi'), 'a-1', 'Half an edit'))
  keepDraft('a', 'Half a second')
  await reload()
  expect(draftChat().draft).toBe('Half a quest')
  expect(chats.get().a).toMatchObject({ draft: 'Half a second', drafts: { 'a-1': 'Half an edit' } })
})

it('a search finds chats that hold every word, in any turn and any case', () => {
  const chat = chatOf('a', null, 'How do I bake SOURDOUGH without a scale?')
  expect(matches(chat, 'scale sourdough')).toBe(true)
  expect(matches(chat, 'sourdough yeast')).toBe(false)
  expect(matches(chatOf('b', null, '怎么写催款消息'), '催款')).toBe(true)
})

it('a deleted chat is gone from the database too', async () => {
  put(chatOf('a', null, 'Hi'))
  put(chatOf('b', null, 'Ho'))
  await save()
  await remove('a')
  await reload()
  expect(Object.keys(chats.get())).toEqual(['b'])
})

it('deleting all takes one owner’s chats, and nobody else’s', async () => {
  put(chatOf('a', OWNER, 'Hi'))
  put(chatOf('b', null, 'Ho'))
  keepDraft('a', 'Half')
  await removeAll(OWNER)
  await reload()
  expect(Object.keys(chats.get())).toEqual(['b'])
  expect(await all('chats', readChat)).toHaveLength(1)
})

it('a full device keeps the chat in memory, and the page goes on', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  put(chatOf('a', null, 'Hi'))
  await save()
  vi.restoreAllMocks()
  expect(health.get()).toBe('full')
  expect(chats.get().a?.title).toBe('Hi')
})

it('a damaged chat is set aside, and the others are there', async () => {
  await keep('chats', 'x', { id: 'x', turns: { 1: { content: 7 } }, chosen: {} })
  await keep('chats', 'y', { id: 'y', turns: null, chosen: {} })
  put(chatOf('a', null, 'Hi'))
  await reload()
  expect(Object.keys(chats.get())).toEqual(['a'])
  expect(damaged.get()).toHaveLength(2)
})
