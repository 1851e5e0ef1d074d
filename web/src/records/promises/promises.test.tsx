// A promise that was broken is seen by itself, said plainly, and accused of from the wallet or by a file if need be.
import type { PromiseState } from '@kula/client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import type { ReactElement } from 'react'
import { toFunctionSelector } from 'viem'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { type Session, session } from '../../connect/sessions'
import { type Item, newItem } from '../../feedback/item'
import { outbox } from '../../feedback/outbox'
import { BrokenPromise } from '../../frame/banners/BrokenPromise'
import { reopen } from '../../storage/database'
import { about } from '../../testing/gateway'
import { holder, holding, offerWallet } from '../../testing/wallet'
import { checkPromises } from './checkPromises'
import { PromiseCard } from './PromiseCard'

const record = `0x${'a'.repeat(64)}` as const
const gateways = '0x4444444444444444444444444444444444444444'
const receipt = { record, gateway: about.gateway, seq: 3, last_epoch: 2, signature: `0x${'1'.repeat(130)}` } as const
const word = (value: number | bigint) => value.toString(16).padStart(64, '0')
const numbers: Record<string, number> = { 'DEPOSIT()': 9, 'allowance(address,address)': 0, 'current()': 3 }
let sent: { to: string; data: string }[]

function item(promise?: PromiseState): Item {
  const made = newItem('a', 'c', 't', { kind: 'rating', messages: [], rating: 1 } as never, 'Why?', 1)
  return { ...made, owner: holder.address, state: 'received', receipt, record, ...(promise ? { promise } : {}) }
}

function keep(one: Item): Item {
  outbox.set({ [one.id]: one })
  return one
}

function show(element: ReactElement): void {
  const client = new QueryClient({ defaultOptions: { mutations: { retry: false } } })
  render(<QueryClientProvider client={client}>{element}</QueryClientProvider>)
}

// The chain: an accusation stands there once it was sent.
async function chain(_: unknown, request: { body: string }): Promise<Response> {
  const { data } = JSON.parse(request.body).params[0]
  const name = Object.keys(numbers).find((one) => data.startsWith(toFunctionSelector(one)))
  const isAccused = sent.some((one) =>
    one.data.startsWith(toFunctionSelector('accuse((address,uint64,bytes32,uint32),bytes)')),
  )
  const isAllowed = sent.length > 0 && name?.startsWith('allowance')
  if (data.startsWith(toFunctionSelector('accusation(bytes32)')))
    return Response.json({ result: `0x${[isAccused ? 1 : 0, 2 ** 40, 3, 1].map(word).join('')}` })
  if (data.startsWith(toFunctionSelector('duty_of(uint32)'))) return Response.json({ result: `0x${word(1)}` })
  return Response.json({ result: `0x${word(isAllowed ? 9 : (numbers[name ?? ''] ?? 0))}` })
}

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  sent = []
  numbers['current()'] = 9
  const addresses = { ...about.addresses, token: gateways, gateways, scores: gateways, reports: gateways }
  network.set({ ...about, epoch: 9, addresses } as typeof about)
  session.set({ ...holding, owner: holder.address } as Session)
  vi.stubGlobal('fetch', async (url: string, request: { body: string }) =>
    request.body.includes('ByNumber') ? Response.json({ result: { timestamp: '0x1' } }) : chain(url, request),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
  outbox.set({})
})

it('what the chain proves is kept, and the banner says it', async () => {
  const kept = keep(item())
  show(<BrokenPromise />)
  expect(screen.queryByRole('alert')).toBeNull()
  await checkPromises()
  expect(outbox.get()[kept.id]?.promise).toBe('late')
  numbers['current()'] = 30
  await checkPromises()
  expect(outbox.get()[kept.id]?.promise).toBe('broken')
  expect((await screen.findByRole('alert')).textContent).toContain('it did not post 1 record of yours')
  expect(screen.getByRole('link', { name: 'What you can do' }).getAttribute('href')).toBe(`/records/${record}`)
})

it('before the last epoch is over, and after the end, the chain is not asked', async () => {
  const asked = vi.fn()
  vi.stubGlobal('fetch', asked)
  for (const one of [{ ...item(), receipt: { ...receipt, last_epoch: 9 } }, item('kept'), item('settled')]) {
    keep(one)
    await checkPromises()
  }
  expect(asked).not.toHaveBeenCalled()
})

async function beAlone(of: Item): Promise<void> {
  show(<PromiseCard item={keep(of)} />)
  fireEvent.click(screen.getByRole('button', { name: 'Accuse the server' }))
  await screen.findByText(/^No other server takes the proof now/)
}

it('a wallet sends the deposit and the accusation if no other gateway does', async () => {
  offerWallet(false, sent)
  await beAlone(item('broken'))
  fireEvent.click(screen.getByRole('button', { name: 'Accuse from my wallet' }))
  await waitFor(() => expect(Object.values(outbox.get())[0]?.promise).toBe('accused'), { timeout: 60_000 })
  expect(sent.map(({ to }) => to)).toEqual([gateways, gateways])
  expect(sent[0]?.data.startsWith(toFunctionSelector('approve(address,uint256)'))).toBe(true)
})

it('a wallet that declines is said', async () => {
  offerWallet(true, sent)
  await beAlone(item('broken'))
  fireEvent.click(screen.getByRole('button', { name: 'Accuse from my wallet' }))
  expect(await screen.findByText('You declined. Nothing was signed.')).toBeTruthy()
  expect(sent).toEqual([])
})

it('without a wallet the proof is saved, with the command that uses it', async () => {
  session.set({ ...holding, owner: holder.address, kind: 'passkey' } as Session)
  const saved: Blob[] = []
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.push(blob as Blob)
    return 'blob:x'
  })
  const leaf = { pay_to: holder.address, signatures_hash: record }
  await beAlone({ ...item('broken'), leaf })
  expect(screen.queryByRole('button', { name: 'Accuse from my wallet' })).toBeNull()
  expect(screen.getByText('kula receipts kula-receipt-aaaaaaaa.jsonl --deposit 1 --stay 600')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Save the proof' }))
  expect(JSON.parse(await (saved[0] as Blob).text())).toEqual({ ...receipt, ...leaf })
})

it.each([
  ['kept', /kept its promise/],
  ['late', /that is no fault/],
  ['accused', /has a day/],
  ['convictable', /can be fined/],
  ['settled', /is over/],
] as const)('%s is said', (promise, words) => {
  show(<PromiseCard item={item(promise)} />)
  expect(screen.getByText(words)).toBeTruthy()
})

it('what is not known, or another owner’s, says nothing', () => {
  show(<PromiseCard item={item()} />)
  show(<PromiseCard item={{ ...item('broken'), owner: gateways }} />)
  expect(screen.queryByRole('heading')).toBeNull()
})
