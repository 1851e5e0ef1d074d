// WalletConnect in the sheets: offered only if the operator has it, and every turn of a pairing ends in words.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network as goodNetwork } from '../testing/network'
import { close, open, step } from './flow'
import { network } from './gateway'
import { ConnectSheets } from './sheets/ConnectSheets'
import { pair } from './walletconnect/pair'
import type { Wallet } from './wallets'

vi.mock('./walletconnect/pair')

const code = `wc:${'0'.repeat(64)}@2?relay-protocol=irn&symKey=${'f'.repeat(64)}`
const wallet: Wallet = { rdns: 'walletconnect', name: 'Phone wallet', icon: '', provider: { request: async () => [] } }

beforeEach(() => {
  network.set({ ...goodNetwork, walletconnect_project: 'project' })
  open({ name: 'wallets' })
})
afterEach(() => {
  cleanup()
  close()
})

it('without a project no button offers it', () => {
  network.set(goodNetwork)
  render(<ConnectSheets />)
  expect(screen.queryByRole('button', { name: /WalletConnect/ })).toBeNull()
  expect(screen.getByRole('button', { name: /Wallet app on a phone/ })).toBeTruthy()
})

it('the code is shown, and the wallet that takes it comes to the consent', async () => {
  let accept: (wallet: Wallet) => void = () => undefined
  vi.mocked(pair).mockImplementation((onCode) => {
    onCode(code)
    return new Promise((resolve) => {
      accept = resolve
    })
  })
  render(<ConnectSheets />)
  fireEvent.click(screen.getByRole('button', { name: /WalletConnect/ }))
  expect(await screen.findByRole('img', { name: 'Code for your wallet app' })).toBeTruthy()
  accept(wallet)
  expect(await screen.findByRole('button', { name: 'Agree and send' })).toBeTruthy()
  expect(step.get()).toMatchObject({ through: { kind: 'wallet', wallet } })
})

it('a pairing that fails says so, and can be tried again', async () => {
  vi.mocked(pair).mockRejectedValue(new Error('no relay'))
  render(<ConnectSheets />)
  fireEvent.click(screen.getByRole('button', { name: /WalletConnect/ }))
  expect(await screen.findByText(/^The pairing failed/)).toBeTruthy()
  vi.mocked(pair).mockResolvedValue(wallet)
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('button', { name: 'Agree and send' })).toBeTruthy()
})

it('leaving the sheet ends the pairing', async () => {
  const signals: AbortSignal[] = []
  vi.mocked(pair).mockImplementation((_, signal) => {
    signals.push(signal)
    return new Promise(() => undefined)
  })
  render(<ConnectSheets />)
  fireEvent.click(screen.getByRole('button', { name: /WalletConnect/ }))
  await waitFor(() => expect(signals).toHaveLength(1))
  expect(screen.getByText('One moment: the code is being made.')).toBeTruthy()
  close()
  expect(signals[0]?.aborted).toBe(true)
})
