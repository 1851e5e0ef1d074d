// A record that can be sent anew: the same words leave as a new record, once, after the countdown.
import { type RecordStatus, rating } from '@kula/client'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../connect/gateway'
import { session } from '../connect/sessions'
import { reopen } from '../storage/database'
import { about, owned, receipt } from '../testing/gateway'
import { type Item, newItem } from './item'
import { outbox, putItem, sendNow, undo } from './outbox'
import { SendAgain } from './SendAgain'

const record = `0x${'7'.repeat(64)}` as const
const status = { record, again: true, withheld: null } as RecordStatus
const said = rating(
  [
    { role: 'user', content: '¿Por qué?' },
    { role: 'assistant', content: 'Porque sí.' },
  ],
  -1,
)
const first: Item = {
  ...newItem('rating/1', 'chat', 'turn', said, '¿Por qué?', 1),
  ...{ owner: owned.owner, state: 'received', record },
}
let posted: { content: unknown }[] = []

beforeEach(async () => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  posted = []
  network.set(about)
  session.set(owned)
  outbox.set({ [first.id]: first })
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (url.endsWith('/v1/network')) return Response.json(about)
    if (url === 'http://rpc') return Response.json({ result: '0x0' })
    posted.push(JSON.parse(String(request?.body)))
    return receipt(String(request?.body))
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
})

const press = () => fireEvent.click(screen.getByRole('button', { name: 'Send again: ¿Por qué?' }))
const anew = () => Object.values(outbox.get()).filter((item) => item.about === `again/${record}`)

it('sends the same words as a new record, and then shows that one', async () => {
  render(<SendAgain status={status} item={first} />)
  press()
  const link = await screen.findByText('See the new record')
  expect(screen.queryByRole('button')).toBeNull()
  const [item] = anew()
  expect(link.getAttribute('href')).toBe(`/records/${item?.id}`)
  expect(item).toMatchObject({ state: 'held', content: said, title: '¿Por qué?' })
  if (item) await putItem({ ...item, due: 0 })
  await sendNow()
  await waitFor(() => expect(anew()[0]?.state).toBe('received'))
  expect(posted.map(({ content }) => content)).toEqual([said])
  expect(anew()[0]?.record).not.toBe(record)
  expect(outbox.get()[first.id]).toEqual(first)
})

it('can be undone, and pressed again', async () => {
  render(<SendAgain status={status} item={first} />)
  press()
  await screen.findByText('See the new record')
  await undo(anew()[0]?.id ?? '')
  expect(await screen.findByRole('button')).toBeDefined()
  expect(posted).toEqual([])
})

it.each([
  ['a record that counts', { ...status, again: false }, first],
  ['words that are gone', { ...status, withheld: 'erased' } as RecordStatus, first],
  ['a record of another device', status, null],
  ['a record that was taken back', status, { ...first, ended: 'taken-back' as const }],
  ['a record of another owner', status, { ...first, owner: about.gateway as `0x${string}` }],
])('%s has no button', (_, now, item) => {
  render(<SendAgain status={now} item={item} />)
  expect(screen.queryByRole('button')).toBeNull()
})
