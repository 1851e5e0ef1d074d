// What a person can do with what is theirs: delete a chat or all, save everything, and take it back.

import { rating } from '@kula/client'
import { prepareErasure } from '@kula/client/signing'
import { erasureOf } from '@kula/client/testing/pairing'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type Hex, recoverTypedDataAddress, zeroHash } from 'viem'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DeleteChatSheet } from '../../chat/list/DeleteChatSheet'
import { chats, put, save } from '../../chat/state/chats'
import { deleting } from '../../chat/state/deleting'
import { keepDraft, NEW } from '../../chat/state/draftChat'
import { add, emptyChat, readChat } from '../../chat/state/talk'
import { newItem } from '../../feedback/item'
import { outbox, putItem } from '../../feedback/outbox'
import { EraseSheet } from '../../records/ends/EraseSheet'
import { lastErasure } from '../../records/ends/lastErasure'
import { all, reopen } from '../../storage/database'
import { about, gateway, owned } from '../../testing/gateway'
import { holding, offerWallet } from '../../testing/wallet'
import { DataCard } from './DataCard'
import { exportText, importText } from './exporting'
import { signOut } from './signOut'

const turn = { id: '1', parent: null, role: 'user', content: 'Hello', at: 1, state: 'complete' } as const

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  outbox.set({})
  chats.set({})
  put(add(emptyChat('a', null, 1), turn))
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function showErasing(): void {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <EraseSheet owner={holding} record={null} payTo={null} onClose={() => undefined} />
    </QueryClientProvider>,
  )
}

it('who signs out leaves no chat, no opinion and no begun question behind', async () => {
  put({ ...add(emptyChat('b', owned.owner, 1), turn) })
  keepDraft(NEW, 'My landlord is')
  await putItem({ ...newItem('rating/1', 'b', '1', rating([turn, turn], 1), 'Hello', 1), owner: owned.owner })
  await signOut(owned)
  expect(Object.keys(chats.get())).toEqual(['a'])
  expect(outbox.get()).toEqual({})
})

it('one chat is deleted after a question', async () => {
  await save()
  deleting.set('a')
  render(<DeleteChatSheet />)
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
  await waitFor(async () => expect(await all('chats', readChat)).toEqual([]))
  expect(deleting.get()).toBe('')
})

it('without a chat there is none to delete', () => {
  chats.set({})
  render(<DataCard owner={null} />)
  fireEvent.click(screen.getByRole('button', { name: /Delete all chats/ }))
  expect(screen.getByRole('heading', { name: 'There is no chat on this device.' })).toBeTruthy()
  expect(screen.queryByText(/^0 chats/)).toBeNull()
})

it('all chats are deleted after a question that says how many', async () => {
  render(<DataCard owner={null} />)
  fireEvent.click(screen.getByRole('button', { name: /Delete all chats/ }))
  expect(screen.getByText(/^1 chat and what you wrote/)).toBeTruthy()
  fireEvent.click(screen.getAllByRole('button', { name: /Delete all chats/ }).at(-1) as HTMLElement)
  expect(await screen.findByText('1 chat deleted.')).toBeTruthy()
  expect(chats.get()).toEqual({})
})

it('an export holds chats and records with their words and receipts, and another device takes it', async () => {
  const content = rating([{ role: 'assistant', content: 'Hi' }], 1)
  const receipt = { record: '0x01', gateway: '0x02', seq: 1, last_epoch: 2, signature: '0x03' } as const
  const item = { ...newItem('rating/1', 'a', '1', content, 'Hello', 1), state: 'received' as const, receipt }
  outbox.set({ [item.id]: item, waits: { ...newItem('rating/2', 'a', '2', content, 'x', 1), id: 'waits' } })
  const text = await exportText()
  chats.set({})
  outbox.set({})
  expect(await importText(text)).toEqual({ chats: 1, records: 1, foreign: 0 })
  expect(chats.get().a?.title).toBe('Hello')
  expect(outbox.get()[item.id]).toEqual(item)
  expect(await importText(text)).toEqual({ chats: 0, records: 0, foreign: 0 })
})

it('all records are erased after a question, by the owner’s signature, and the proof is kept', async () => {
  offerWallet()
  const asked: Record<string, unknown>[] = []
  vi.stubGlobal('fetch', async (address: string, request?: RequestInit) => {
    if (!address.endsWith('/v1/erasures')) return Response.json(about)
    const body = JSON.parse(String(request?.body))
    asked.push(body)
    return Response.json(await erasureOf(gateway, about, body, { records: 12, waiting: 2, royalties_ended: 0 }))
  })
  showErasing()
  fireEvent.click(screen.getByRole('button', { name: 'Erase for good' }))
  expect(await screen.findByText('The server signed that it erased 12 records.')).toBeTruthy()
  expect(screen.getByText('2 more are still being scored, and erased right after that.')).toBeTruthy()
  const { owner, record, until, signature } = asked[0] as { owner: Hex; record: Hex; until: number; signature: Hex }
  const { domain, types, primaryType, message } = prepareErasure({ ...about, now: until }, owner, record)
  const signer = await recoverTypedDataAddress({ domain, types, primaryType, message, signature })
  expect([signer, record]).toEqual([holding.owner, zeroHash])
  expect((await lastErasure(holding.owner))?.records).toBe(12)
  expect(await lastErasure(owned.owner)).toBeNull()
})

it('a server that does not erase changes nothing, and the sheet says so', async () => {
  offerWallet()
  vi.stubGlobal('fetch', async (address: string) =>
    address.endsWith('/v1/erasures') ? Response.json({ type: 'x/unavailable' }, { status: 503 }) : Response.json(about),
  )
  showErasing()
  fireEvent.click(screen.getByRole('button', { name: 'Erase for good' }))
  expect(await screen.findByText('The server did not take it. Nothing has changed.')).toBeTruthy()
  expect(await lastErasure(holding.owner)).toBeNull()
})

it('a file that is no export changes nothing', async () => {
  for (const text of ['{', '{}', '[]', '{"kind":"kula export","chats":1,"records":[]}'])
    expect(await importText(text)).toBeNull()
  expect(Object.keys(chats.get())).toEqual(['a'])
})
