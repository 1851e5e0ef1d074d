// Two owners share a device, or a file goes to another: nothing of one is taken for the other's.
import { rating } from '@kula/client'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { chats, put } from '../../chat/state/chats'
import { add, emptyChat } from '../../chat/state/talk'
import { session } from '../../connect/sessions'
import { type Item, newItem } from '../../feedback/item'
import { outbox } from '../../feedback/outbox'
import { reopen } from '../../storage/database'
import { owned } from '../../testing/gateway'
import { holding } from '../../testing/wallet'
import { DataCard } from './DataCard'
import { exportText, importText } from './exporting'

type Owner = Item['owner']
const turn = { id: '1', parent: null, role: 'user', content: 'Hello', at: 1, state: 'complete' } as const
const receipt = { record: '0x01', gateway: '0x02', seq: 1, last_epoch: 2, signature: '0x03' } as const

function give(id: string, owner: Owner): void {
  put(add(emptyChat(id, owner, 1), turn))
  const item = { ...newItem(`rating/${id}`, id, '1', rating([turn], 1), 'Hello', 1), id, owner, receipt }
  outbox.set((now) => ({ ...now, [id]: { ...item, state: 'received' } }))
}

async function exportOf(owner: Owner): Promise<string> {
  give('of the file', owner)
  session.set(owner === null ? null : owner === owned.owner ? owned : holding)
  const text = await exportText()
  chats.set({})
  outbox.set({})
  return text
}

const ownersHere = () => [...Object.values(chats.get()), ...Object.values(outbox.get())].map(({ owner }) => owner)

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  chats.set({})
  outbox.set({})
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
})

it.each([
  ['a guest', null, ['guest']],
  ['one owner', owned, ['guest', 'one']],
  ['another owner', holding, ['guest', 'another']],
] as const)('the export of %s holds nothing of others', async (_, who, records) => {
  give('guest', null)
  give('one', owned.owner)
  give('another', holding.owner)
  session.set(who)
  const whole = JSON.parse(await exportText())
  expect(whole.chats.map(({ id }: Item) => id)).toEqual(records.slice(-1))
  expect(whole.records.map(({ id }: Item) => id)).toEqual(records)
})

it.each([
  ['a guest', null],
  ['the same owner', owned.owner],
])('an export of %s is the present owner’s when it is brought back', async (_, from) => {
  const text = await exportOf(from)
  session.set(owned)
  expect(await importText(text)).toEqual({ chats: 1, records: 1, foreign: 0 })
  expect(ownersHere()).toEqual([owned.owner, owned.owner])
})

it.each([
  ['a guest', null],
  ['another owner', holding],
])('an export of an owner stays out where %s is here', async (_, who) => {
  const text = await exportOf(owned.owner)
  session.set(who)
  expect(await importText(text)).toEqual({ chats: 0, records: 0, foreign: 2 })
  expect(ownersHere()).toEqual([])
})

it.each([
  ['its own', owned.owner, /^1 chat and 1 record added\.$/],
  ['another’s', holding.owner, /^0 chats and 0 records added\. 2 more belong to another account\./],
])('the card says what came of an export that is %s', async (_, from, words) => {
  const file = new File([await exportOf(from)], 'kula-export.json')
  session.set(owned)
  render(<DataCard owner={owned} />)
  fireEvent.change(screen.getByLabelText('Bring back an export'), { target: { files: [file] } })
  expect(await screen.findByText(words)).toBeTruthy()
})
