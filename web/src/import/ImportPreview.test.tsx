// What of a chat would leave: its personal details are marked, and hidden or kept.

import { conversation, messagesOf } from '@kula/client'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { outbox } from '../feedback/outbox'
import { reopen } from '../storage/database'
import { file, found, from } from '../testing/imports'
import { ImportView } from './ImportView'
import { cancel, read } from './state/reading'

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

it('details are marked in the text, and hidden or kept one by one', async () => {
  const answer = { role: 'assistant' as const, content: 'Yes', written_by: 'other-1' }
  const content = conversation([{ role: 'user', content: 'Mine is a.b@mail.example, hers c.d@mail.example.' }, answer])
  const [first, second] = ['a.b@mail.example', 'c.d@mail.example']
  const personal = [first, second].map((text) => ({ kind: 'mail' as const, text: text ?? '' }))
  render(<ImportView />)
  await read(file, from([found(1, { content, personal })]))
  fireEvent.click(await screen.findByLabelText('Chat 1'))
  const sheet = screen.getByRole('dialog')
  expect([...sheet.querySelectorAll('mark')].map((one) => one.textContent)).toEqual([first, second])
  expect(within(sheet).getByText('other-1')).toBeTruthy()
  fireEvent.click(within(sheet).getByRole('button', { name: `Hide: ${first}` }))
  expect(within(sheet).getByText('[MAIL]')).toBeTruthy()
  expect(within(sheet).getByText('First hide or keep each marked detail.')).toBeTruthy()
  expect(within(sheet).getByRole('button', { name: 'Hide all 2' })).toBeTruthy()
  fireEvent.click(within(sheet).getByRole('button', { name: 'Keep it' }))
  fireEvent.click(within(sheet).getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement)
  expect(screen.getByText('1 detail hidden · 1 detail kept')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Give 1 chat' }))
  await screen.findAllByText(/1 record on the way/)
  const [item] = Object.values(outbox.get())
  expect(messagesOf(item?.content ?? content)[0]?.content).toBe('Mine is [MAIL], hers c.d@mail.example.')
})

it('what is all hidden cannot be hidden once more', async () => {
  render(<ImportView />)
  await read(file, from([found(1, { personal: [{ kind: 'mail', text: 'a.b@mail.example' }] })]))
  fireEvent.click(await screen.findByLabelText('Chat 1'))
  const sheet = screen.getByRole('dialog')
  fireEvent.click(within(sheet).getByRole('button', { name: 'Hide it' }))
  expect(within(sheet).queryByRole('button', { name: 'Hide it' })).toBeNull()
  fireEvent.click(within(sheet).getAllByRole('button', { name: 'Close' }).at(-1) as HTMLElement)
  fireEvent.click(screen.getByRole('button', { name: 'Give 1 chat' }))
  expect((await screen.findAllByText('1 record on the way')).length).toBeGreaterThan(1)
  expect(screen.queryByText(/can be given/)).toBeNull()
})
