// The import from the file to the outbox: nothing leaves unseen, nothing leaves twice.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network as known } from '../connect/gateway'
import { outbox } from '../feedback/outbox'
import { reopen } from '../storage/database'
import { file, found, from } from '../testing/imports'
import { network } from '../testing/network'
import { ImportView } from './ImportView'
import { cancel, pause, read, reading, resume, sentKeys } from './state/reading'

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  outbox.set({})
  cancel()
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

it('gives what is ticked, keeps back what looks personal, and knows it a month later', async () => {
  const mail = { kind: 'mail' as const, text: 'a.b@mail.example' }
  const records = [found(1), found(2, { personal: [mail] }), found(3)]
  render(<ImportView />)
  await read(file, from(records))
  expect((await screen.findByLabelText<HTMLInputElement>('Chat 1')).checked).toBe(true)
  expect(screen.getByLabelText<HTMLInputElement>('Chat 2').checked).toBe(false)
  fireEvent.click(screen.getByLabelText('Chat 3'))
  fireEvent.click(screen.getByRole('button', { name: 'Give 1 chat' }))
  await screen.findByText(/1 record on the way/)
  expect(Object.values(outbox.get()).map((item) => item.title)).toEqual(['Chat 1'])
  fireEvent.click(screen.getByRole('button', { name: 'Hide all personal details' }))
  fireEvent.click(screen.getByRole('button', { name: 'Give 1 chat' }))
  await screen.findByText(/2 records on the way/)
  const contents = Object.values(outbox.get()).map((item) => JSON.stringify(item.content))
  expect(contents[1]).toContain('[MAIL]')
  expect(contents[1]).not.toContain('a.b@mail.example')
  expect(sentKeys()).toEqual(['key1', 'key2'])
  expect(screen.getByText('1 chat can be given · 2 records on the way')).toBeTruthy()
  await read(file, from(records))
  expect(Object.keys(reading.get().chats)).toEqual(['chats.json#3'])
})

it('a tick on a chat with personal details opens the preview, which shows what leaves', async () => {
  render(<ImportView />)
  await read(file, from([found(1, { personal: [{ kind: 'mail', text: 'a.b@mail.example' }] })]))
  fireEvent.click(await screen.findByLabelText('Chat 1'))
  const sheet = screen.getByRole('dialog')
  expect(sheet.querySelector('mark')?.textContent).toBe('a.b@mail.example')
  fireEvent.click(within(sheet).getByRole('button', { name: 'Keep them' }))
  fireEvent.click(within(sheet).getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement)
  expect(screen.getByText('1 detail kept')).toBeTruthy()
  expect(screen.getByLabelText<HTMLInputElement>('Chat 1').checked).toBe(true)
})

it('what the server refused may be given again, and takes the place of the refused item', async () => {
  await read(file, from([found(1)]))
  const { giveChats } = await import('./state/giving')
  await giveChats(Object.values(reading.get().chats))
  const [first] = Object.values(outbox.get())
  if (first) outbox.set({ [first.id]: { ...first, state: 'refused' } })
  await read(file, from([found(1)]))
  await giveChats(Object.values(reading.get().chats))
  expect(Object.values(outbox.get()).map(({ id, state }) => [id, state])).toEqual([[first?.id, 'waiting']])
})

it('a pause stops the reading, and an end forgets it', async () => {
  let taken = 0
  const endless = async function* () {
    for (;;) {
      await new Promise((done) => setTimeout(done, 5))
      yield found(++taken)
    }
  }
  void read(file, endless)
  await vi.waitFor(() => expect(Object.keys(reading.get().chats).length).toBeGreaterThan(0), 20_000)
  pause()
  await new Promise((done) => setTimeout(done, 200))
  const before = taken
  await new Promise((done) => setTimeout(done, 200))
  expect(taken).toBe(before)
  resume()
  await vi.waitFor(() => expect(taken).toBeGreaterThan(before), 20_000)
  cancel()
  expect(reading.get()).toMatchObject({ phase: 'idle', chats: {} })
})

it('says what chats typically earned, if the network knows it', async () => {
  known.set(network)
  render(<ImportView />)
  expect(screen.getByText(/typically earned 18 KULA/)).toBeTruthy()
  known.set(null)
  await waitFor(() => expect(screen.queryByText(/typically earned/)).toBeNull())
})

it('a file that cannot be read says so, and says what to do', async () => {
  render(<ImportView />)
  const { ImportFailed } = await import('../exports/importFile')
  // biome-ignore lint/correctness/useYield: the reader fails before its first record
  await read(file, async function* () {
    throw new ImportFailed('chats.json', 'web-page')
  })
  expect((await screen.findByRole('alert')).textContent).toContain('It is a web page.')
})
