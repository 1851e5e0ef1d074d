// Sending KULA: nothing is signed before it was shown, the signed bytes move once, and every end has its words.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { about } from '../../testing/gateway'
import { holding, offerWallet } from '../../testing/wallet'
import { exactAmount, parseAmount } from './amount'
import { SendSheet } from './SendSheet'

const to = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const unit = 10n ** 18n
const now = { ...about, transfer_fee: String(unit / 2n), addresses: { ...about.addresses, token: to } }
let posted: string[] = []
const taken = () => Response.json({ nonce: '0x01', transaction: `0x${'ab'.repeat(32)}` }, { status: 202 })
let answer: () => Response = taken
let isUsed = '0x0'

beforeEach(() => {
  posted = []
  answer = taken
  isUsed = '0x0'
  network.set(now as typeof about)
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (url.endsWith('/v1/network')) return Response.json(now)
    if (url === 'http://rpc') return Response.json({ result: isUsed })
    posted.push(String(request?.body))
    return answer()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function fill(amount: string, address: string = to) {
  render(<SendSheet owner={holding} balance={10n * unit} onClose={() => undefined} />)
  fireEvent.change(screen.getByLabelText('To address'), { target: { value: address } })
  fireEvent.change(screen.getByLabelText('Amount in KULA'), { target: { value: amount } })
  fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
}

it('amounts are read and written exactly', () => {
  expect(parseAmount('1.5')).toBe(3n * (unit / 2n))
  expect(parseAmount('.000000000000000001')).toBe(1n)
  for (const text of ['', '0', '1,5', '-1', '1e3', '1.0000000000000000001', '0x1']) expect(parseAmount(text)).toBeNull()
  for (const units of [1n, unit, 10n * unit + 5n]) expect(parseAmount(exactAmount(units))).toBe(units)
})

it('shows amount, fee and the whole address, and signs exactly that', async () => {
  const asked = offerWallet()
  await fill('2')
  expect(await screen.findByText('2.5 KULA')).toBeDefined()
  expect(screen.getByText(to.match(/.{1,6}/g)?.join(' ') ?? '')).toBeDefined()
  expect(asked).toHaveLength(0)
  fireEvent.click(screen.getByRole('button', { name: 'Sign and send' }))
  expect(await screen.findByText(/Sent: 2 KULA to 0x7099…79C8/)).toBeDefined()
  const { transfer } = JSON.parse(posted[0] ?? '')
  expect(transfer).toMatchObject({ to, value: String(2n * unit), fee: String(unit / 2n), relayer: about.gateway })
  expect(asked[0]?.primaryType).toBe('TransferWithFee')
})

it.each([
  ['9.6', to, 'With the fee of 0.5 KULA that is more than you have.'],
  ['two', to, 'Write a number, such as 12.5.'],
  ['1', '0x12', 'An address has 42 characters; this has 4.'],
  ['1', holding.owner, 'This is your own account.'],
])('%s KULA to %s is not signed', async (amount, address, words) => {
  const asked = offerWallet()
  await fill(amount, address)
  expect(await screen.findByText(words)).toBeDefined()
  expect(screen.queryByText('Sign and send')).toBeNull()
  expect(asked).toHaveLength(0)
  expect((document.activeElement as HTMLElement).id).toMatch(/^send-/)
})

it('the whole balance leaves room for the fee', async () => {
  offerWallet()
  render(<SendSheet owner={holding} balance={10n * unit} onClose={() => undefined} />)
  fireEvent.click(screen.getByRole('button', { name: 'All' }))
  expect(screen.getByLabelText<HTMLInputElement>('Amount in KULA').value).toBe('9.5')
})

it('a wallet that declines sends nothing, and says so', async () => {
  offerWallet(true)
  await fill('1')
  fireEvent.click(await screen.findByRole('button', { name: 'Sign and send' }))
  expect(await screen.findByText(/You declined. Nothing was signed. Nothing was sent./)).toBeDefined()
  expect(posted).toHaveLength(0)
})

it('without an answer the same bytes are tried again, and not if the first try got through', async () => {
  offerWallet()
  answer = () => new Response('<html>', { status: 502 })
  await fill('1')
  fireEvent.click(await screen.findByRole('button', { name: 'Sign and send' }))
  const retry = await screen.findByRole('button', { name: 'Try again' })
  fireEvent.click(retry)
  await waitFor(() => expect(posted).toHaveLength(2))
  expect(posted[1]).toBe(posted[0])
  isUsed = '0x1'
  await waitFor(() => expect(screen.getByRole('button', { name: 'Try again' }).hasAttribute('disabled')).toBe(false))
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/Sent: 1 KULA/)).toBeDefined()
  expect(posted).toHaveLength(2)
})

it('a refusal says why, and begins anew', async () => {
  offerWallet()
  answer = () => Response.json({ type: 'x/fee-too-low', detail: 'sign more' }, { status: 403 })
  await fill('1')
  fireEvent.click(await screen.findByRole('button', { name: 'Sign and send' }))
  expect(await screen.findByText(/The server asks for another fee now/)).toBeDefined()
  fireEvent.click(screen.getByRole('button', { name: 'Begin again' }))
  expect(screen.getByLabelText<HTMLInputElement>('Amount in KULA').value).toBe('1')
  expect(document.activeElement).toBe(screen.getByLabelText('To address'))
})

describe('a wallet whose check costs more than the usual fee covers', () => {
  const dear = (fee: bigint) => () =>
    Response.json({ type: 'x/fee-too-low', detail: 'sign more', least_fee: String(fee) }, { status: 402 })

  it('is asked once for the fee that the server names, and signs anew', async () => {
    offerWallet()
    answer = dear(3n * (unit / 2n))
    await fill('2')
    fireEvent.click(await screen.findByRole('button', { name: 'Sign and send' }))
    expect(await screen.findByText(/the server asks 1.5 KULA/)).toBeDefined()
    expect(screen.getByText('3.5 KULA')).toBeDefined()
    expect(posted).toHaveLength(1)
    answer = taken
    fireEvent.click(screen.getByRole('button', { name: 'Sign and send' }))
    expect(await screen.findByText(/Sent: 2 KULA/)).toBeDefined()
    const fees = posted.map((body) => JSON.parse(body).transfer.fee)
    expect(fees).toEqual([String(unit / 2n), String(3n * (unit / 2n))])
  })

  it('is told so if with that fee it is more than there is, and all of it leaves room for the fee', async () => {
    offerWallet()
    answer = dear(9n * unit)
    await fill('2')
    fireEvent.click(await screen.findByRole('button', { name: 'Sign and send' }))
    expect(await screen.findByText(/The server asks 9 KULA for it, and with that fee it is more/)).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Begin again' }))
    fireEvent.click(screen.getByRole('button', { name: 'All' }))
    expect(screen.getByLabelText<HTMLInputElement>('Amount in KULA').value).toBe('1')
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }))
    expect(await screen.findByText(/the server asks 9 KULA/)).toBeDefined()
    expect(posted).toHaveLength(1)
  })
})
