// Another pay-out address: nothing is signed for a wrong one, and the new grant names exactly what was typed.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { getAddress } from 'viem'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { session } from '../../connect/sessions'
import { reopen } from '../../storage/database'
import { about } from '../../testing/gateway'
import { holder, holding, offerWallet } from '../../testing/wallet'
import { PayoutCard } from './PayoutCard'
import { PayoutSheet } from './PayoutSheet'

const to = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const now = { ...about, origin: 'http://localhost' }
let posted: { grant: Record<string, unknown>; signature: `0x${string}` }[] = []
let status = 201

beforeEach(() => {
  posted = []
  status = 201
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  session.set(holding)
  network.set(now)
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (url.endsWith('/v1/network')) return Response.json(now)
    if (url === 'http://rpc') return Response.json({ result: '0x' })
    const body = JSON.parse(String(request?.body))
    posted.push(body)
    const taken = { grant: `0x${'9'.repeat(64)}`, signature: body.signature }
    return Response.json(status === 201 ? taken : { type: 'x/unavailable', detail: 'later', status }, { status })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
})

function confirm(address: string) {
  const onClose = vi.fn()
  render(<PayoutSheet owner={holding} onClose={onClose} />)
  fireEvent.change(screen.getByLabelText('New pay-out address'), { target: { value: address } })
  fireEvent.click(screen.getByRole('button', { name: 'Confirm' }))
  return onClose
}

it('the owner signs a grant for the same key and licence that pays the new address', async () => {
  const asked = offerWallet()
  const onClose = confirm(` ${to.toLowerCase()} `)
  await waitFor(() => expect(onClose).toHaveBeenCalled())
  expect(asked.map(({ primaryType }) => primaryType)).toEqual(['Grant'])
  expect(posted).toHaveLength(1)
  expect(posted[0]?.grant).toMatchObject({ owner: holder.address, key: holding.key, payTo: to })
  expect(session.get()).toMatchObject({ owner: holder.address, key: holding.key, payTo: getAddress(to) })
  expect(session.get()?.grant).toBe(`0x${'9'.repeat(64)}`)
  expect(String(asked[0]?.message.payTo)).toBe(to.toLowerCase())
})

it.each([
  ['0x7099', 'An address has 42 characters; this has 6.'],
  [to.replace('C8', 'c8'), 'A letter of this address is wrong.'],
])('%s is refused before anything is signed', async (address, words) => {
  const asked = offerWallet()
  const onClose = confirm(address)
  expect(await screen.findByText(words)).toBeDefined()
  expect(asked).toHaveLength(0)
  expect(onClose).not.toHaveBeenCalled()
})

it('a wallet that declines changes nothing, and says so', async () => {
  offerWallet(true)
  const onClose = confirm(to)
  expect(await screen.findByText('You declined. Nothing was signed. Nothing has changed.')).toBeDefined()
  expect(posted).toHaveLength(0)
  expect(onClose).not.toHaveBeenCalled()
  expect(session.get()).toBe(holding)
})

it('a server that does not take the grant changes nothing, and it can be tried again', async () => {
  offerWallet()
  status = 503
  const onClose = confirm(to)
  expect(await screen.findByText('The server did not accept it. Nothing has changed.')).toBeDefined()
  expect(session.get()).toBe(holding)
  status = 201
  fireEvent.click(screen.getByRole('button', { name: 'Confirm' }))
  await waitFor(() => expect(onClose).toHaveBeenCalled())
})

it.each([
  [undefined, 'this account'],
  [to, 'another address'],
] as const)('the card of pay that goes to %s says %s', (payTo, words) => {
  render(<PayoutCard owner={payTo ? { ...holding, payTo } : holding} />)
  expect(screen.getByText(words)).toBeDefined()
})
